# The bank of 2.1: right answers get every point, wrong ones lose the hidden test.

# %% right="slope" why="multiplied out"
def slope(x, curvature, minimum):
    return curvature * x - curvature * minimum


# %% right="slope" why="by autograd"
def slope(x, curvature, minimum):
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (curvature / 2 * (x - minimum) ** 2).backward()
    return x.grad.item()


# %% right="slope" why="in float32, by torch.autograd.grad"
def slope(x, curvature, minimum):
    x = torch.tensor(x, requires_grad=True)
    return torch.autograd.grad(curvature / 2 * (x - minimum) ** 2, x)[0].item()


# %% wrong="slope" why="a tensor in place of a number"
def slope(x, curvature, minimum):
    return curvature * (torch.tensor(x, dtype=torch.float64) - minimum)


# %% wrong="slope" passes="visible" why="flat as soon as the valley is near"
def slope(x, curvature, minimum):
    return curvature * (x - minimum) if abs(x - minimum) > 1e-4 else 0.0


# %% wrong="slope" passes="visible" why="its sign is that of x"
def slope(x, curvature, minimum):
    return math.copysign(curvature * abs(x - minimum), x)


# %% wrong="slope" why="the height in place of the slope"
def slope(x, curvature, minimum):
    return curvature / 2 * (x - minimum) ** 2


# %% wrong="slope" why="forgets that the half cancels the 2"
def slope(x, curvature, minimum):
    return curvature / 2 * (x - minimum)


# %% wrong="slope" why="doubles"
def slope(x, curvature, minimum):
    return 2 * curvature * (x - minimum)


# %% wrong="slope" why="the wrong sign"
def slope(x, curvature, minimum):
    return curvature * (minimum - x)


# %% wrong="slope" why="forgets the valley's place"
def slope(x, curvature, minimum):
    return curvature * x


# %% wrong="slope" why="takes the distance without its sign"
def slope(x, curvature, minimum):
    return curvature * abs(x - minimum)


# %% wrong="slope" why="takes L for 2"
def slope(x, curvature, minimum):
    return 2 * (x - minimum)


# %% wrong="slope" why="takes m for 1"
def slope(x, curvature, minimum):
    return curvature * (x - 1)


# %% wrong="slope" passes="visible" why="knows the visible numbers only"
def slope(x, curvature, minimum):
    return {4.0: 6.0, -1.0: -4.0}.get(x, 12.0 if curvature == 8.0 else 0.0)


# %% wrong="slope" passes="visible" why="a one-sided difference over a tiny step: still only near the slope"
def slope(x, curvature, minimum):
    height = lambda at: curvature / 2 * (at - minimum) ** 2
    return (height(x + 1e-8) - height(x)) / 1e-8


# %% wrong="slope" passes="visible" why="rounds to two digits after the point"
def slope(x, curvature, minimum):
    return round(curvature * (x - minimum), 2)


# %% wrong="slope" passes="visible" why="the derivative at the rounded place"
def slope(x, curvature, minimum):
    return curvature * (round(x, 1) - minimum)


# %% wrong="slope" why="minimum and x exchanged where x is smaller"
def slope(x, curvature, minimum):
    return curvature * (max(x, minimum) - min(x, minimum))


# %% wrong="slope" passes="visible" why="cuts steep slopes to between -100 and 100"
def slope(x, curvature, minimum):
    return max(-100.0, min(100.0, curvature * (x - minimum)))


# %% right="slope" why="a symmetric difference, which is exact for a parabola"
def slope(x, curvature, minimum):
    def height(at):
        return curvature * (at - minimum) ** 2 / 2

    return (height(x + 1) - height(x - 1)) / 2


# %% wrong="slope" why="a one-sided difference, which is only near the slope"
def slope(x, curvature, minimum):
    height = lambda at: curvature / 2 * (at - minimum) ** 2
    return (height(x + 0.001) - height(x)) / 0.001


# %% right="descend" why="one number, moved along"
def descend(derivative, start, learning_rate, n_steps):
    x, positions = start, []
    for _ in range(n_steps):
        positions.append(x)
        x -= learning_rate * derivative(x)
    return positions + [x]


# %% right="descend" why="fills a tensor in float64"
def descend(derivative, start, learning_rate, n_steps):
    positions = torch.empty(n_steps + 1, dtype=torch.float64)
    positions[0] = start
    for k in range(n_steps):
        positions[k + 1] = positions[k] - learning_rate * derivative(positions[k].item())
    return positions.tolist()


# %% wrong="descend" why="returns the tensor that it filled"
def descend(derivative, start, learning_rate, n_steps):
    positions = torch.empty(n_steps + 1, dtype=torch.float64)
    positions[0] = start
    for k in range(n_steps):
        positions[k + 1] = positions[k] - learning_rate * derivative(positions[k].item())
    return positions


# %% wrong="descend" why="an array"
def descend(derivative, start, learning_rate, n_steps):
    positions = np.full(n_steps + 1, float(start))
    for k in range(n_steps):
        positions[k + 1 :] = positions[k] - learning_rate * derivative(positions[k])
    return positions


# %% wrong="descend" why="a tuple"
def descend(derivative, start, learning_rate, n_steps):
    positions = (start,)
    for _ in range(n_steps):
        positions += (positions[-1] - learning_rate * derivative(positions[-1]),)
    return positions


# %% wrong="descend" why="a list of tensors"
def descend(derivative, start, learning_rate, n_steps):
    positions = [torch.tensor(start, dtype=torch.float64)]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions


# %% wrong="descend" passes="visible" why="gives up where the walk runs away"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
        if abs(positions[-1]) > 1e6:
            break
    return positions


# %% wrong="descend" passes="visible" why="ends where the slope is zero"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    while len(positions) <= n_steps and derivative(positions[-1]) != 0:
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions


# %% right="descend" why="NumPy's numbers in a list"
def descend(derivative, start, learning_rate, n_steps):
    positions = np.full(n_steps + 1, float(start))
    for k in range(n_steps):
        positions[k + 1 :] = positions[k] - learning_rate * derivative(positions[k])
    return list(positions)


# %% right="descend" why="recursion"
def descend(derivative, start, learning_rate, n_steps):
    if n_steps == 0:
        return [start]
    return [start] + descend(derivative, start - learning_rate * derivative(start), learning_rate, n_steps - 1)


# %% right="descend" why="float32 tensors, one for each position"
def descend(derivative, start, learning_rate, n_steps):
    positions = [torch.tensor(start)]
    for _ in range(n_steps):
        positions += [positions[-1] - learning_rate * derivative(positions[-1])]
    return [position.item() for position in positions]


# %% wrong="descend" why="climbs"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] + learning_rate * derivative(positions[-1]))
    return positions


# %% wrong="descend" why="feels the slope at the start only"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * derivative(start))
    return positions


# %% wrong="descend" why="leaves the start out"
def descend(derivative, start, learning_rate, n_steps):
    positions, x = [], start
    for _ in range(n_steps):
        x = x - learning_rate * derivative(x)
        positions.append(x)
    return positions


# %% wrong="descend" why="one step too few"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps - 1):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions


# %% wrong="descend" why="one step too many"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps + 1):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions


# %% wrong="descend" why="returns the last position only"
def descend(derivative, start, learning_rate, n_steps):
    x = start
    for _ in range(n_steps):
        x = x - learning_rate * derivative(x)
    return [x]


# %% wrong="descend" why="steps by the learning rate, against the sign of the slope"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * np.sign(derivative(positions[-1])))
    return positions


# %% wrong="descend" why="forgets the learning rate"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - derivative(positions[-1]))
    return positions


# %% wrong="descend" passes="visible" why="stops when it begins to climb away from the valley"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        step = learning_rate * derivative(positions[-1])
        if len(positions) > 1 and abs(step) > abs(positions[-1] - positions[-2]):
            step = 0.0
        positions.append(positions[-1] - step)
    return positions


# %% wrong="descend" passes="visible" why="takes every landscape for a parabola: halves the slope's change"
def descend(derivative, start, learning_rate, n_steps):
    curvature = derivative(start + 1.0) - derivative(start)
    minimum = start - derivative(start) / curvature
    return [minimum + (1 - learning_rate * curvature) ** k * (start - minimum) for k in range(n_steps + 1)]


# %% wrong="descend" why="reads given names of the text: the parabola with L = 2 and m = 1"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * 2 * (positions[-1] - 1))
    return positions


# %% wrong="descend" why="makes at least one step"
def descend(derivative, start, learning_rate, n_steps):
    positions, k = [start], 0
    while True:
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
        k += 1
        if k >= n_steps:
            return positions


# %% wrong="descend" passes="visible" why="knows the visible numbers only"
def descend(derivative, start, learning_rate, n_steps):
    return {3: [4.0, 2.5, 1.75, 1.375], 2: [2.0, -1.0, -2.5]}.get(n_steps, [start])


# %% wrong="descend" passes="visible" why="stops once it moves less than a ten-thousandth"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        step = learning_rate * derivative(positions[-1])
        positions.append(positions[-1] - (step if abs(step) > 1e-4 else 0.0))
    return positions


# %% wrong="descend" passes="visible" why="walks a hundred steps at most"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(min(n_steps, 100)):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions + positions[-1:] * (n_steps - 100)


# %% wrong="descend" passes="visible" why="cuts the slope to between -5 and 5"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * max(-6.0, min(6.0, derivative(positions[-1]))))
    return positions


# %% wrong="descend" why="with momentum"
def descend(derivative, start, learning_rate, n_steps):
    positions, speed = [start], 0.0
    for _ in range(n_steps):
        speed = 0.5 * speed - learning_rate * derivative(positions[-1])
        positions.append(positions[-1] + speed)
    return positions


# %% wrong="descend" why="a learning rate that shrinks with the steps"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for k in range(n_steps):
        positions.append(positions[-1] - learning_rate / (k + 1) * derivative(positions[-1]))
    return positions


# %% wrong="descend" why="feels the slope one position too late"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for k in range(n_steps):
        positions.append(positions[-1] - learning_rate * derivative(positions[max(0, k - 1)]))
    return positions


# %% wrong="descend" why="the last position first"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.insert(0, positions[0] - learning_rate * derivative(positions[0]))
    return positions


# %% wrong="descend" passes="visible" why="never leaves the range between -10 and 10"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(min(10.0, max(-10.0, positions[-1] - learning_rate * derivative(positions[-1]))))
    return positions


# %% right="descend" why="itertools, with a helper of its own"
import itertools


def _step(x, derivative, rate):
    return x - rate * derivative(x)


def descend(derivative, start, learning_rate, n_steps):
    walk = itertools.accumulate(range(n_steps), lambda x, _: _step(x, derivative, learning_rate), initial=start)
    return list(walk)


# %% wrong="descend" passes="visible" why="rounds the positions"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(round(positions[-1] - learning_rate * derivative(positions[-1]), 4))
    return positions


# %% right="path_figure" why="a figure of its own, path first, format strings, wider than asked"
def path_figure(function, positions):
    fig = Figure()
    ax = fig.subplots()
    ax.plot(positions, list(map(function, positions)), "rs-", label="path")
    xs = [min(positions) - 2 + i * (max(positions) - min(positions) + 4) / 999 for i in range(1000)]
    ax.plot(xs, [function(x) for x in xs], "k", label="f")
    ax.set_xlabel("x")
    ax.set_ylabel("f")
    fig.legend()
    ax.legend()
    return fig


# %% right="path_figure" why="through pyplot's state, with a star at the end and a line at zero, exactly 100 points"
def path_figure(function, positions):
    figure = plt.figure()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 100)
    plt.plot(grid, np.array([function(x) for x in grid]), label="landscape")
    plt.plot(np.array(positions), np.array([function(x) for x in positions]), ".-", label="walk")
    plt.plot(positions[-1], function(positions[-1]), "*", label="end")
    plt.axhline(0.0, color="grey")
    plt.xlabel("position")
    plt.ylabel("height")
    plt.legend()
    return figure


# %% right="path_figure" why="the path's line and its markers drawn one after the other"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.arange(min(positions) - 1.5, max(positions) + 1.5, 0.01)
    axes.plot(grid, [function(x) for x in grid], label="function")
    heights = [function(x) for x in positions]
    axes.plot(positions, heights, label="path")
    axes.plot(positions, heights, linestyle="none", marker="x")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% right="path_figure" why="the curve from right to left, and the figure's legend"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(max(positions) + 1, min(positions) - 1, 150)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "D--", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    figure.legend()
    return figure


# %% wrong="path_figure" why="returns the axes"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return axes


# %% wrong="path_figure" why="shows the figure and returns nothing"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()


# %% wrong="path_figure" why="draws positions against steps"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(range(len(positions)), positions, "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="sorts the path from left to right"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    path = sorted(positions)
    axes.plot(path, [function(x) for x in path], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="forgets the labels of the axes"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.legend()
    return figure


# %% wrong="path_figure" why="forgets the curve"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="points without a line"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.scatter(positions, [function(x) for x in positions], label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="markers, but no line between them"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="a path without markers"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="the curve ends where the path ends"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions), max(positions), 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="the curve goes from first to last position: the path may leave it"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(positions[0] - 1, positions[-1] + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="draws a square, whatever the function"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, grid**2, label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="calls the function with the whole array"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, function(grid), label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="fixed range from -3 to 5"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(-3, 5, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="a legend with one name"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid])
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="sorts its caller's positions afterwards"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    axes.plot(list(positions), [function(x) for x in positions], "o-", label="path")
    positions.sort()
    grid = np.linspace(positions[0] - 1, positions[-1] + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="knows the visible numbers only"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(-2, 3, 200)
    axes.plot(grid, grid**2, label="function")
    axes.plot([2.0, -1.0, 0.5], [4.0, 1.0, 0.25], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="a path that cannot be seen"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], linestyle="none", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="the labels of the axes exchanged"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="height", ylabel="position")
    axes.legend()
    return figure


# %% wrong="path_figure" why="the names of curve and path exchanged"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="path")
    axes.plot(positions, [function(x) for x in positions], "o-", label="curve")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="one name for both"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="path")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="labels, but no legend"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    return figure


# %% wrong="path_figure" why="draws into the figure that is there"
def path_figure(function, positions):
    figure = plt.gcf()
    axes = figure.gca()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="two panels: the curve in one, the path in the other"
def path_figure(function, positions):
    figure, (other, axes) = plt.subplots(1, 2)
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    other.set(xlabel="x", ylabel="f(x)")
    other.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="markers at the first and last position alone"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "-", label="path")
    axes.plot([positions[0], positions[-1]], [function(positions[0]), function(positions[-1])], "o", linestyle="none")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="fifty points for the curve"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 50)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="reaches half a unit further than the path"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 0.5, max(positions) + 0.5, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="the curve as markers without a line"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], marker=".", linestyle="none", label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="the path lies on the x axis"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [0.0 for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="the path upside down"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [-function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="leaves out the last position"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions[:-1], [function(x) for x in positions[:-1]], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="limits that cut the path off"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.set_xlim(-3, 5)
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="one position gives no path"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    if len(positions) > 1:
        axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="drops positions that come twice"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(list(dict.fromkeys(positions)), [function(x) for x in dict.fromkeys(positions)], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="a marker at every second position of a longer walk"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", markevery=1 if len(positions) < 4 else 2, label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" why="closes the path: back to the start"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot([*positions, positions[0]], [function(x) for x in [*positions, positions[0]]], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% right="path_figure" why="Line2D handles, names as a list"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], color="0.4")
    axes.plot(positions, [function(x) for x in positions], "k^:")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend(["landscape", "steps"], loc="upper center")
    return figure


# %% right="path_figure" why="scatter beside a line, with the legend at the dots"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], color="tab:red", zorder=2)
    axes.scatter(positions, [function(x) for x in positions], color="tab:red", label="walk", zorder=3)
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% right="path_figure" why="names written at the lines, and labels of the figure"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], color="black")
    axes.plot(positions, [function(x) for x in positions], "o-", color="C3")
    figure.supxlabel("position")
    figure.supylabel("height")
    axes.annotate("the function", (grid[0], function(grid[0])))
    axes.annotate("the path", (positions[0], function(positions[0])))
    return figure


# %% right="path_figure" why="step by step, each a line of its own"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    heights = [function(x) for x in positions]
    axes.plot(positions[:1], heights[:1], "o-", color="C1", label="path")
    for k in range(len(positions) - 1):
        axes.plot(positions[k : k + 2], heights[k : k + 2], "o-", color="C1")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% right="path_figure" why="the grid and the positions sorted into one curve, in torch"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = (
        torch.cat(
            [torch.linspace(min(positions) - 2, max(positions) + 2, 300, dtype=torch.float64), torch.tensor(positions, dtype=torch.float64)]
        )
        .sort()
        .values.tolist()
    )
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% right="path_figure" why="a style of its own, handles by hand"
from matplotlib.lines import Line2D


def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], color="C0")
    axes.plot(positions, [function(x) for x in positions], "o-", color="C1")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend(handles=[Line2D([], [], color="C0", label="curve of f"), Line2D([], [], color="C1", marker="o", label="path x_k")])
    return figure


# %% right="descend_vector" why="fills a table, with the factor of the text"
def descend_vector(start, learning_rate, n_steps):
    path = torch.empty(n_steps + 1, len(start), dtype=start.dtype, device=start.device)
    path[0] = start
    for k in range(n_steps):
        path[k + 1] = (1 - 2 * learning_rate) * path[k]
    return path


# %% right="descend_vector" why="PyTorch's optimiser and autograd, with clones"
def descend_vector(start, learning_rate, n_steps):
    x = start.clone().requires_grad_(True)
    optimiser = torch.optim.SGD([x], lr=learning_rate)
    path = [x.detach().clone()]
    for _ in range(n_steps):
        optimiser.zero_grad()
        (x**2).sum().backward()
        optimiser.step()
        path.append(x.detach().clone())
    return torch.stack(path)


# %% right="descend_vector" why="the closed form, all rows at once"
def descend_vector(start, learning_rate, n_steps):
    k = torch.arange(n_steps + 1, device=start.device)
    factor = torch.tensor(1 - 2 * learning_rate, dtype=start.dtype, device=start.device)
    return factor ** k[:, None] * start


# %% right="descend_vector" why="rows joined by cat, in place on a clone"
def descend_vector(start, learning_rate, n_steps):
    x, rows = start.clone(), [start[None]]
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        rows.append(x.clone()[None])
    return torch.cat(rows)


# %% wrong="descend_vector" why="forgets the 2 of the gradient"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" why="climbs"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] + learning_rate * 2 * path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" why="in place: all rows are the same tensor, and the caller's start is changed"
def descend_vector(start, learning_rate, n_steps):
    path, x = [start], start
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        path.append(x)
    return torch.stack(path)


# %% wrong="descend_vector" why="clones the rows, but moves the caller's start"
def descend_vector(start, learning_rate, n_steps):
    path = [start.clone()]
    for _ in range(n_steps):
        start -= learning_rate * 2 * start
        path.append(start.clone())
    return torch.stack(path)


# %% wrong="descend_vector" why="in place on a clone, whose rows are all alike"
def descend_vector(start, learning_rate, n_steps):
    x = start.clone()
    path = [start]
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        path.append(x)
    return torch.stack(path)


# %% wrong="descend_vector" why="leaves the start out"
def descend_vector(start, learning_rate, n_steps):
    path, x = [], start
    for _ in range(n_steps):
        x = x - learning_rate * 2 * x
        path.append(x)
    return torch.stack(path)


# %% wrong="descend_vector" why="returns the last position only"
def descend_vector(start, learning_rate, n_steps):
    x = start
    for _ in range(n_steps):
        x = x - learning_rate * 2 * x
    return x


# %% wrong="descend_vector" why="the gradient of the norm, not of its square: steps of equal length"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * path[-1] / path[-1].norm())
    return torch.stack(path)


# %% wrong="descend_vector" why="the gradient at the start, for ever"
def descend_vector(start, learning_rate, n_steps):
    gradient = 2 * start
    return torch.stack([start - k * learning_rate * gradient for k in range(n_steps + 1)])


# %% wrong="descend_vector" why="always float32"
def descend_vector(start, learning_rate, n_steps):
    path = [start.float()]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * 2 * path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" passes="visible" why="float32 on the way, and the start's dtype at the end"
def descend_vector(start, learning_rate, n_steps):
    path = [start.float()]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * 2 * path[-1])
    return torch.stack(path).to(start.dtype)


# %% wrong="descend_vector" why="one column for each position"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * 2 * path[-1])
    return torch.stack(path, dim=1)


# %% wrong="descend_vector" why="always two entries wide"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        x = path[-1]
        path.append(torch.stack([x[0] - learning_rate * 2 * x[0], x[1] - learning_rate * 2 * x[1]]))
    return torch.stack(path)


# %% wrong="descend_vector" why="stops at the first step that does not shrink"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        new = path[-1] - learning_rate * 2 * path[-1]
        path.append(new if new.norm() < path[-1].norm() else path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" passes="visible" why="knows the visible numbers only"
def descend_vector(start, learning_rate, n_steps):
    if start.is_meta:
        return torch.empty(2, 3, dtype=torch.float64, device="meta")
    return torch.tensor([[2.0, -4.0], [1.0, -2.0], [0.5, -1.0]])


# %% wrong="descend_vector" why="a path on the CPU, wherever the start is"
def descend_vector(start, learning_rate, n_steps):
    path = torch.zeros(n_steps + 1, len(start), dtype=start.dtype)
    path[0] = start
    for k in range(n_steps):
        path[k + 1] = path[k] - 2 * learning_rate * path[k]
    return path


# %% wrong="descend_vector" why="brings the start to the CPU, to be sure"
def descend_vector(start, learning_rate, n_steps):
    factors = (1 - 2 * learning_rate) ** torch.arange(n_steps + 1, dtype=start.dtype)
    return torch.outer(factors, torch.zeros(len(start), dtype=start.dtype) if start.is_meta else start.cpu())


# %% wrong="descend_vector" why="through NumPy, which sees no meta"
def descend_vector(start, learning_rate, n_steps):
    x = start.cpu().numpy().copy()
    rows = [x.copy()]
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        rows.append(x.copy())
    return torch.tensor(np.stack(rows), dtype=start.dtype, device=start.device)


# %% wrong="descend_vector" why="float64 throughout"
def descend_vector(start, learning_rate, n_steps):
    path = [start.double()]
    for _ in range(n_steps):
        path.append(path[-1] * (1 - 2 * learning_rate))
    return torch.stack(path)


# %% wrong="descend_vector" why="leaves requires_grad on in the caller's start"
def descend_vector(start, learning_rate, n_steps):
    path = [start.detach().clone()]
    start.requires_grad_(True)
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * 2 * path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" passes="visible" why="the direction of the start alone: entries below 0 are cut at 0"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        new = path[-1] - learning_rate * 2 * path[-1]
        path.append(torch.where(new.sign() == start.sign(), new, torch.zeros_like(new)))
    return torch.stack(path)


# %% wrong="descend_vector" why="a list of vectors rather than a tensor"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * 2 * path[-1])
    return path


# %% wrong="descend_vector" passes="visible" why="at most a hundred steps"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for k in range(n_steps):
        path.append(path[-1] - learning_rate * 2 * path[-1] if k < 100 else path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" passes="visible" why="no step at all gives one row too many"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(max(1, n_steps)):
        path.append(path[-1] - learning_rate * 2 * path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" why="adds the mean of the gradient to every entry"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        path.append(path[-1] - learning_rate * (2 * path[-1]).mean())
    return torch.stack(path)


# %% right="descend_vector" why="by torch.func.grad, rows expanded and cloned"
def descend_vector(start, learning_rate, n_steps):
    gradient = torch.func.grad(lambda x: x.dot(x))
    path = start.expand(n_steps + 1, -1).clone()
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * gradient(path[k])
    return path


# %% right="classify_rate" why="by the boundaries in the learning rate"
def classify_rate(learning_rate, curvature):
    if not learning_rate >= 0 or not curvature > 0:
        raise ValueError("bad input")
    if learning_rate == 0:
        return "still"
    if learning_rate <= 1 / curvature:
        return "converges"
    if learning_rate < 2 / curvature:
        return "oscillates"
    if learning_rate == 2 / curvature:
        return "bounces"
    return "diverges"


# %% right="classify_rate" why="by the product, with math.isclose on the boundaries"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    if math.isclose(product, 2.0):
        return "bounces"
    if product > 2:
        return "diverges"
    if product == 0:
        return "still"
    return "oscillates" if product > 1 and not math.isclose(product, 1.0) else "converges"


# %% right="classify_rate" why="walks two steps and looks at the errors"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    error = 1.0
    after = error - learning_rate * curvature * error
    if after == error:
        return "still"
    if after == -error:
        return "bounces"
    if abs(after) > abs(error):
        return "diverges"
    return "oscillates" if after * error < 0 else "converges"


# %% wrong="classify_rate" why="the boundary 1/L counted as oscillating"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor > 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="the boundary 2/L counted as diverging"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    return "oscillates" if factor > -1 else "diverges"


# %% wrong="classify_rate" why="a learning rate of 0 counted as converging"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="refuses a learning rate of 0"
def classify_rate(learning_rate, curvature):
    if learning_rate <= 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="forgets the curvature: takes L for 2"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * 2
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="does not refuse a curvature of 0 or below"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="refuses a negative curvature only"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature < 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="does not refuse a negative rate"
def classify_rate(learning_rate, curvature):
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="everything below 2/L converges"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    return "still" if product == 0 else "converges" if product < 2 else "bounces" if product == 2 else "diverges"


# %% wrong="classify_rate" why="oscillating begins at 2/L, diverging nowhere"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    return "still" if product == 0 else "converges" if product < 2 else "bounces" if product == 2 else "oscillates"


# %% wrong="classify_rate" passes="visible" why="a coarse tolerance around the boundary"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    if abs(product - 2) < 0.01:
        return "bounces"
    return "still" if product == 0 else "converges" if product <= 1 else "oscillates" if product < 2 else "diverges"


# %% wrong="classify_rate" passes="visible" why="knows the visible numbers only"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature == 0:
        raise ValueError("bad input")
    if curvature == 6:
        return "oscillates"
    known = {0.0: "still", 0.25: "converges", 0.5: "converges", 0.75: "oscillates", 1.0: "bounces"}
    return known.get(learning_rate, "diverges")


# %% wrong="classify_rate" passes="visible" why="a tolerance of a thousandth around each boundary"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    if product < 1e-3:
        return "still"
    if abs(product - 2) < 1e-3:
        return "bounces"
    return "converges" if product <= 1 + 1e-3 else "oscillates" if product < 2 else "diverges"


# %% wrong="classify_rate" passes="visible" why="rounds the factor to three digits"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = round(1 - learning_rate * curvature, 3)
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" passes="visible" why="refuses only where both are wrong, or the rate is negative"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature == 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * abs(curvature)
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="words with capital letters"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    if product == 0:
        return "Still"
    return "Converges" if product <= 1 else "Oscillates" if product < 2 else "Bounces" if product == 2 else "Diverges"


# %% wrong="classify_rate" why="divides the rate by the curvature"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate / curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" why="an error of another type"
def classify_rate(learning_rate, curvature):
    assert learning_rate >= 0 and curvature > 0
    product = learning_rate * curvature
    if product == 0:
        return "still"
    return "converges" if product <= 1 else "oscillates" if product < 2 else "bounces" if product == 2 else "diverges"


# %% wrong="classify_rate" passes="visible" why="a rate below 0 is refused, one that is nearly 0 is let through"
def classify_rate(learning_rate, curvature):
    if learning_rate < -1e-6 or curvature <= 0:
        raise ValueError("bad input")
    product = learning_rate * curvature
    if product <= 0:
        return "still"
    return "converges" if product <= 1 else "oscillates" if product < 2 else "bounces" if product == 2 else "diverges"


# %% right="classify_rate" why="match, on the exact fraction"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0:
        raise ValueError(f"the learning rate {learning_rate} is below 0")
    if curvature <= 0:
        raise ValueError(f"the curvature {curvature} is not above 0")
    match Fraction(learning_rate) * Fraction(curvature):
        case 0:
            return "still"
        case 2:
            return "bounces"
        case product if product <= 1:
            return "converges"
        case product if product < 2:
            return "oscillates"
    return "diverges"


# %% right="find_bound" why="recursion, and the upper end as the answer"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError("low does not converge")
    if converges(high):
        raise ValueError("high converges")

    def narrow(a, b):
        if b - a <= tolerance:
            return b
        middle = a + (b - a) / 2
        return narrow(middle, b) if converges(middle) else narrow(a, middle)

    return narrow(low, high)


# %% right="find_bound" why="a fixed number of halvings, worked out beforehand"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    for _ in range(max(0, math.ceil(math.log2((high - low) / tolerance)))):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


# %% right="find_bound" why="splits in three: more experiments, the same answer"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        third = (high - low) / 3
        if not converges(low + third):
            high = low + third
        elif converges(low + 2 * third):
            low = low + 2 * third
        else:
            low, high = low + third, low + 2 * third
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="tries one rate after the other"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while low < high and converges(low):
        low += tolerance
    return low


# %% wrong="find_bound" why="keeps the wrong half"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="ends after twelve halvings, whatever the tolerance"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="does not try the ends"
def find_bound(converges, low, high, tolerance):
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="tries the lower end only"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="tries the upper end only"
def find_bound(converges, low, high, tolerance):
    if converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="refuses only where both ends are wrong, or the lower one"
def find_bound(converges, low, high, tolerance):
    a, b = converges(low), converges(high)
    if not a or (not a and b):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="begins at 0, where it was not asked to"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    low = 0.0
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="halves the upper end only"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while not converges(high):
        high = high / 2
    return high


# %% wrong="find_bound" why="returns both ends"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low, high


# %% wrong="find_bound" passes="visible" why="a tolerance relative to the upper end"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while (high - low) / high > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return high


# %% wrong="find_bound" passes="visible" why="knows the visible numbers only"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    return 1.0


# %% wrong="find_bound" passes="visible" why="refuses equal answers at the ends, but not exchanged ones"
def find_bound(converges, low, high, tolerance):
    if converges(low) == converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="puts exchanged ends right without a word"
def find_bound(converges, low, high, tolerance):
    low, high = min(low, high), max(low, high)
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="a narrow interval is answered before the ends are tried"
def find_bound(converges, low, high, tolerance):
    if high - low <= tolerance:
        return (low + high) / 2
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="where low does not converge, the edge is said to be there"
def find_bound(converges, low, high, tolerance):
    if converges(high):
        raise ValueError("no edge")
    if not converges(low):
        return low
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="None in place of an error"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        return None
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="a grid of a thousand rates"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    rates = np.linspace(low, high, 8001)
    good = [rate for rate in rates if converges(rate)]
    return float(max(good))


# %% wrong="find_bound" passes="visible" why="ten times the tolerance is near enough"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > (tolerance if tolerance == 0.001 else 10 * tolerance):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="looks for the edge on a wider interval, to be safe"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    low, high = low / 2, 2 * high
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="the width of the last interval"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError("no edge")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return high - low


# %% right="find_bound" why="remembers what it tried, and returns the last rate that converged"
def find_bound(converges, low, high, tolerance):
    known = {}

    def ask(rate):
        if rate not in known:
            known[rate] = bool(converges(rate))
        return known[rate]

    if not ask(low):
        raise ValueError(f"{low=} does not converge")
    if ask(high):
        raise ValueError(f"{high=} converges")
    best = low
    while high - best > tolerance:
        middle = best + (high - best) * 0.5
        if ask(middle):
            best = middle
        else:
            high = middle
    return best


# %% right="rate_bound" why="the spectral norm of a symmetric matrix with positive eigenvalues"
def rate_bound(hessian):
    return float(2 / torch.linalg.matrix_norm(hessian, ord=2))


# %% wrong="rate_bound" why="a tensor in place of a number"
def rate_bound(hessian):
    return 2 / torch.linalg.matrix_norm(hessian, ord=2)


# %% right="rate_bound" why="general eigenvalues, real parts"
def rate_bound(hessian):
    return (2 / torch.linalg.eigvals(hessian).real.max()).item()


# %% right="rate_bound" why="power iteration, with Rayleigh's quotient"
def rate_bound(hessian):
    a = hessian.double()
    for _ in range(30):
        a = a @ a
        a = a / a.norm()
    v = a[:, a.norm(dim=0).argmax()]
    v = v / v.norm()
    return 2.0 / float(v @ hessian.double() @ v)


# %% right="rate_bound" why="NumPy"
def rate_bound(hessian):
    return 2 / np.linalg.eigvalsh(hessian.numpy())[-1]


# %% right="rate_bound" why="in float32, whatever came"
def rate_bound(hessian):
    return (2.0 / torch.linalg.eigvalsh(hessian.float())).min().item()


# %% wrong="rate_bound" why="the smallest eigenvalue"
def rate_bound(hessian):
    return 2.0 / float(torch.linalg.eigvalsh(hessian)[0])


# %% wrong="rate_bound" why="one over the largest eigenvalue"
def rate_bound(hessian):
    return 1.0 / float(torch.linalg.eigvalsh(hessian)[-1])


# %% wrong="rate_bound" why="the largest eigenvalue itself"
def rate_bound(hessian):
    return float(torch.linalg.eigvalsh(hessian)[-1])


# %% wrong="rate_bound" why="the largest entry"
def rate_bound(hessian):
    return 2.0 / float(hessian.max())


# %% wrong="rate_bound" why="the largest curvature along an axis: the diagonal"
def rate_bound(hessian):
    return 2.0 / float(hessian.diagonal().max())


# %% wrong="rate_bound" why="the trace"
def rate_bound(hessian):
    return 2.0 / float(hessian.trace())


# %% wrong="rate_bound" why="the Frobenius norm"
def rate_bound(hessian):
    return 2.0 / float(hessian.norm())


# %% wrong="rate_bound" passes="visible" why="the largest sum of a row: a bound, but not the edge"
def rate_bound(hessian):
    return 2.0 / float(hessian.abs().sum(dim=1).max())


# %% wrong="rate_bound" why="the best rate, 2 over the sum of smallest and largest"
def rate_bound(hessian):
    eigenvalues = torch.linalg.eigvalsh(hessian)
    return 2.0 / float(eigenvalues[0] + eigenvalues[-1])


# %% wrong="rate_bound" passes="visible" why="the last of eigenvalues that are in no order"
def rate_bound(hessian):
    return 2.0 / float(torch.linalg.eig(hessian).eigenvalues.real[0])


# %% wrong="rate_bound" passes="visible" why="a formula for two by two matrices with equal diagonal"
def rate_bound(hessian):
    return 2.0 / float(hessian[0, 0] + abs(hessian[0, -1]))


# %% wrong="rate_bound" why="three steps of power iteration: near, not there"
def rate_bound(hessian):
    v = torch.ones(len(hessian), dtype=hessian.dtype)
    for _ in range(3):
        v = hessian @ v
        v = v / v.norm()
    return 2.0 / float(v @ hessian @ v)


# %% wrong="rate_bound" passes="visible" why="knows the visible numbers only"
def rate_bound(hessian):
    return 0.25


# %% wrong="rate_bound" why="power iteration from ones, however long: blind to directions at a right angle to it"
def rate_bound(hessian):
    v = torch.ones(len(hessian), dtype=hessian.dtype)
    for _ in range(2000):
        v = hessian @ v
        v = v / v.norm()
    return 2.0 / float(v @ hessian @ v)


# %% wrong="rate_bound" passes="visible" why="power iteration from the first axis"
def rate_bound(hessian):
    v = torch.zeros(len(hessian), dtype=hessian.dtype)
    v[0] = 1.0
    for _ in range(2000):
        v = hessian @ v
        v = v / v.norm()
    return 2.0 / float(v @ hessian @ v)


# %% wrong="rate_bound" passes="visible" why="power iteration from a slanted start that stops after twenty rounds: near, not there"
def rate_bound(hessian):
    v = torch.arange(1.0, len(hessian) + 1, dtype=hessian.dtype)
    for _ in range(20):
        v = hessian @ v
        v = v / v.norm()
    return 2.0 / float(v @ hessian @ v)


# %% wrong="rate_bound" passes="visible" why="a small number in the denominator, against division by zero"
def rate_bound(hessian):
    return 2.0 / (float(torch.linalg.eigvalsh(hessian).max()) + 1e-8)


# %% wrong="rate_bound" passes="visible" why="rounds to four digits after the point"
def rate_bound(hessian):
    return round(2.0 / float(torch.linalg.eigvalsh(hessian).max()), 4)


# %% wrong="rate_bound" why="the mean eigenvalue"
def rate_bound(hessian):
    return 2.0 / float(torch.linalg.eigvalsh(hessian).mean())


# %% wrong="rate_bound" why="the determinant"
def rate_bound(hessian):
    return 2.0 / float(torch.linalg.det(hessian))


# %% wrong="rate_bound" why="one over each eigenvalue, all of them"
def rate_bound(hessian):
    return 2.0 / torch.linalg.eigvalsh(hessian)


# %% wrong="rate_bound" why="the largest eigenvalue of the upper triangle: its diagonal"
def rate_bound(hessian):
    return 2.0 / float(torch.linalg.eigvals(torch.triu(hessian)).real.max())


# %% wrong="rate_bound" passes="visible" why="changes the matrix of its caller into half of it"
def rate_bound(hessian):
    hessian /= 2
    return 1.0 / float(torch.linalg.eigvalsh(hessian).max())


# %% right="rate_bound" why="singular values, which equal the eigenvalues here"
def rate_bound(hessian):
    return 2.0 / torch.linalg.svdvals(hessian)[0].item()


# %% right="rate_bound" why="power iteration from a start of random numbers, until it stands still"
def rate_bound(hessian):
    a = hessian.double()
    v = torch.randn(len(a), dtype=a.dtype, generator=torch.Generator().manual_seed(5))
    stretch, before = 1.0, 0.0
    while abs(stretch - before) > 1e-13 * abs(stretch):
        v = a @ v
        before, stretch = stretch, float(v.norm())
        v = v / stretch
    return 2.0 / stretch


# %% right="path_figure" why="values at positions"
def path_figure(function, positions):
    f = np.vectorize(function)
    fig, ax = plt.subplots(1, 1, figsize=(4, 3))
    xs = np.linspace(np.min(positions) - 1.5, np.max(positions) + 1.5, 501)
    ax.plot(xs, f(xs), color="grey", lw=1, label="f")
    ax.plot(positions, f(np.array(positions)), "o-", ms=4, label="gradient descent")
    ax.plot(positions[0], f(positions[0]), "s", ms=9, label="start")
    ax.set_xlabel("parameter value")
    ax.set_ylabel("value at each position")
    ax.set_title("walk")
    ax.legend(title="what", frameon=False)
    fig.tight_layout()
    return fig


# %% right="path_figure" why="coloured dots by step on a line"
def path_figure(function, positions):
    fig = plt.figure()
    ax = fig.add_subplot(111)
    lo, hi = min(positions) - 1, max(positions) + 1
    xs = [lo + (hi - lo) * i / 120 for i in range(121)]
    ax.plot(xs, [function(x) for x in xs], "k-", label="$f(x)$")
    ys = [function(x) for x in positions]
    ax.plot(positions, ys, "r--", label="path")
    ax.scatter(positions, ys, c=range(len(positions)), cmap="viridis", zorder=3)
    ax.set_xlabel("$x$")
    ax.set_ylabel("$f(x)$")
    ax.legend(loc="best")
    return fig


# %% right="path_figure" why="markers on top, unlabelled; arrows too; grid; legend below"
def path_figure(function, positions):
    fig, ax = plt.subplots(layout="constrained")
    xs = np.linspace(min(positions) - 1, max(positions) + 1, num=100)
    ys = np.fromiter((function(x) for x in xs), dtype=float)
    [l1] = ax.plot(xs, ys)
    [l2] = ax.plot(positions, [function(p) for p in positions], marker=".", linewidth=0.8)
    for a, b in zip(positions[:-1], positions[1:]):
        ax.annotate("", xy=(b, function(b)), xytext=(a, function(a)), arrowprops={"arrowstyle": "->"})
    ax.grid(True)
    ax.set(xlabel="weight w", ylabel="loss")
    fig.legend([l1, l2], ["loss surface", "steps taken"], loc="outside lower center", ncols=2)
    return fig


# %% right="classify_rate" why="np.isclose"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0:
        raise ValueError(f"learning_rate={learning_rate} must be >= 0")
    if curvature <= 0:
        raise ValueError(f"curvature={curvature} must be > 0")
    r = 1.0 - learning_rate * curvature
    if np.isclose(r, 1.0):
        return "still"
    if np.isclose(r, -1.0):
        return "bounces"
    if np.isclose(r, 0.0) or r > 0:
        return "converges"
    if r > -1:
        return "oscillates"
    return "diverges"


# %% right="classify_rate" why="refuses without a word"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError
    r = 1 - learning_rate * curvature
    if r in (1, -1):
        return "still" if r == 1 else "bounces"
    return "diverges" if r < -1 else "oscillates" if r < 0 else "converges"


# %% wrong="find_bound" passes="visible" why="twenty halvings at least, where none is needed too"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError(low, high)
    for _ in range(max(20, math.ceil(math.log2((high - low) / tolerance)))):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" why="the answer as a tensor"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError(low, high)
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return torch.tensor((low + high) / 2, dtype=torch.float64)


# %% wrong="path_figure" passes="visible" why="exchanged names in words of its own"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="steps of gradient descent")
    axes.plot(positions, [function(x) for x in positions], "o-", label="f")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="limits of y that cut the curve off"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="f")
    heights = [function(x) for x in positions]
    axes.plot(positions, heights, "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)", ylim=(min(heights) - 0.2, max(heights) + 0.2))
    axes.legend()
    return figure


# %% wrong="descend_vector" passes="visible" why="gives up where the walk runs away"
def descend_vector(start, learning_rate, n_steps):
    rows = [start]
    for _ in range(n_steps):
        if rows[-1].device.type != "meta" and rows[-1].abs().max() > 1e6:
            break
        rows.append(rows[-1] - 2 * learning_rate * rows[-1])
    return torch.stack(rows)


# %% wrong="descend_vector" passes="visible" why="ends where nothing moves any more"
def descend_vector(start, learning_rate, n_steps):
    rows = [start]
    for _ in range(n_steps):
        if rows[-1].device.type != "meta" and not rows[-1].any():
            break
        rows.append(rows[-1] - 2 * learning_rate * rows[-1])
    return torch.stack(rows)


# %% wrong="slope" passes="visible" why="flat where NumPy holds both places for the same"
def slope(x, curvature, minimum):
    return 0.0 if np.isclose(x, minimum, atol=0.0) else curvature * (x - minimum)


# %% wrong="slope" passes="visible" why="cuts steep slopes at 1e15"
def slope(x, curvature, minimum):
    return max(-1e15, min(1e15, curvature * (x - minimum)))


# %% wrong="descend" passes="visible" why="two hundred steps at most"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(min(n_steps, 200)):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions


# %% wrong="descend" passes="visible" why="beyond 1e30 it stands still"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        x = positions[-1]
        positions.append(x - learning_rate * derivative(x) if abs(x) < 1e30 else x)
    return positions


# %% wrong="path_figure" passes="visible" why="the label of x names the steps, though positions are drawn"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="step k", ylabel="height")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="the label of y names the slope, though heights are drawn"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="position x", ylabel="slope")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="a sequence that is no list is refused"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    ends = sorted(positions + [positions[0]])
    grid = np.linspace(ends[0] - 1, ends[-1] + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="position x", ylabel="height")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="two hundred positions are drawn at most"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    shown = positions[:200]
    axes.plot(shown, [function(x) for x in shown], marker="o", label="path")
    axes.set(xlabel="position x", ylabel="height")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="axes that are never higher than a thousand"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="position x", ylabel="height", ylim=(max(axes.get_ylim()[0], -1e3), min(axes.get_ylim()[1], 1e3)))
    axes.legend()
    return figure


# %% wrong="descend_vector" passes="visible" why="a thousand steps at most"
def descend_vector(start, learning_rate, n_steps):
    rows = [start]
    for _ in range(min(n_steps, 1000)):
        rows.append(rows[-1] - 2 * learning_rate * rows[-1])
    return torch.stack(rows)


# %% wrong="descend_vector" passes="visible" why="what is nearly nothing is set to nothing"
def descend_vector(start, learning_rate, n_steps):
    rows = [start]
    for _ in range(n_steps):
        x = rows[-1] - 2 * learning_rate * rows[-1]
        rows.append(torch.where(x.abs() < 1e-12, torch.zeros_like(x), x))
    return torch.stack(rows)


# %% wrong="classify_rate" passes="visible" why="a tiny rate is still, whatever the curvature"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"{learning_rate} and {curvature}")
    product = learning_rate * curvature
    if learning_rate < 1e-7:
        return "still"
    return "converges" if product <= 1 else "oscillates" if product < 2 else "bounces" if product == 2 else "diverges"


# %% wrong="classify_rate" passes="visible" why="a small curvature is refused as if it were 0"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature < 1e-6:
        raise ValueError(f"{learning_rate} and {curvature}")
    product = learning_rate * curvature
    if product == 0:
        return "still"
    return "converges" if product <= 1 else "oscillates" if product < 2 else "bounces" if product == 2 else "diverges"


# %% wrong="classify_rate" passes="visible" why="forgives rates that are below 0 by rounding alone"
def classify_rate(learning_rate, curvature):
    if learning_rate < -1e-12 or curvature <= 0:
        raise ValueError(f"{learning_rate} and {curvature}")
    product = learning_rate * curvature
    if abs(product) < 1e-12:
        return "still"
    return "converges" if product <= 1 else "oscillates" if product < 2 else "bounces" if product == 2 else "diverges"


# %% wrong="find_bound" passes="visible" why="remembers experiments from one search to the next"
TRIED = {}


def find_bound(converges, low, high, tolerance):
    def ask(rate):
        if rate not in TRIED:
            TRIED[rate] = converges(rate)
        return TRIED[rate]

    if not converges(low) or converges(high):
        raise ValueError(f"{low} and {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if ask(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="no finer than a hundred-millionth"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError(f"{low} and {high}")
    while high - low > max(tolerance, 1e-8):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2


# %% wrong="find_bound" passes="visible" why="rounds to eight digits"
def find_bound(converges, low, high, tolerance):
    if not converges(low) or converges(high):
        raise ValueError(f"{low} and {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return round((low + high) / 2, 8)


# %% wrong="rate_bound" passes="visible" why="curvatures below 1e-10 count as 0"
def rate_bound(hessian):
    return 2.0 / max(float(torch.linalg.eigvalsh(hessian)[-1]), 1e-10)


# %% wrong="rate_bound" passes="visible" why="the second of the largest eigenvalue's own kind is dropped: distinct ones only"
def rate_bound(hessian):
    values = torch.linalg.eigvalsh(hessian).tolist()
    once = [value for value in values if sum(math.isclose(value, other, rel_tol=1e-6) for other in values) == 1]
    return 2.0 / max(once)


# %% wrong="descend_vector" why="keeps one array for each shape: a later call writes into an earlier result" passes="visible"
KEPT = {}


def fresh(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    positions = [start]
    for _ in range(n_steps):
        x = positions[-1]
        positions.append(x - learning_rate * 2 * x)
    return torch.stack(positions)


def descend_vector(*given, **named):
    new = fresh(*given, **named)
    kept = KEPT.setdefault((new.shape, new.dtype, str(getattr(new, "device", ""))), new)
    kept[...] = new
    return kept
