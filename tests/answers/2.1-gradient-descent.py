# The bank of 2.1: right answers get every point, wrong ones lose the hidden test.

# %% right="slope" why="multiplied out"
def slope(x, curvature, minimum):
    return curvature * x - curvature * minimum


# %% right="slope" why="by autograd, as a tensor"
def slope(x, curvature, minimum):
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (curvature / 2 * (x - minimum) ** 2).backward()
    return x.grad


# %% right="slope" why="in float32, by torch.autograd.grad"
def slope(x, curvature, minimum):
    x = torch.tensor(x, requires_grad=True)
    return torch.autograd.grad(curvature / 2 * (x - minimum) ** 2, x)[0]


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


# %% wrong="slope" passes="visible" why="takes the distance without its sign"
def slope(x, curvature, minimum):
    return curvature * abs(x - minimum)


# %% wrong="slope" passes="visible" why="takes L for 2"
def slope(x, curvature, minimum):
    return 2 * (x - minimum)


# %% wrong="slope" passes="visible" why="takes m for 1"
def slope(x, curvature, minimum):
    return curvature * (x - 1)


# %% wrong="slope" passes="visible" why="knows the visible numbers only"
def slope(x, curvature, minimum):
    return 6.0 if x == 4.0 else 0.0


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
    return positions


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
    return positions


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


# %% wrong="descend" passes="visible" why="reads given names of the text: the parabola with L = 2 and m = 1"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * 2 * (positions[-1] - 1))
    return positions


# %% wrong="descend" passes="visible" why="makes at least one step"
def descend(derivative, start, learning_rate, n_steps):
    positions, k = [start], 0
    while True:
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
        k += 1
        if k >= n_steps:
            return positions


# %% wrong="descend" passes="visible" why="knows the visible numbers only"
def descend(derivative, start, learning_rate, n_steps):
    return [4.0, 2.5, 1.75, 1.375]


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


# %% wrong="path_figure" passes="visible" why="markers, but no line between them"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="a path without markers"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="the curve ends where the path ends"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions), max(positions), 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="the curve goes from first to last position: the path may leave it"
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


# %% wrong="path_figure" passes="visible" why="a legend with one name"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid])
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure


# %% wrong="path_figure" passes="visible" why="sorts its caller's positions afterwards"
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
    return factor**k[:, None] * start


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


# %% wrong="descend_vector" passes="visible" why="clones the rows, but moves the caller's start"
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


# %% wrong="descend_vector" passes="visible" why="always float32"
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


# %% wrong="descend_vector" passes="visible" why="always two entries wide"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        x = path[-1]
        path.append(torch.stack([x[0] - learning_rate * 2 * x[0], x[1] - learning_rate * 2 * x[1]]))
    return torch.stack(path)


# %% wrong="descend_vector" passes="visible" why="stops at the first step that does not shrink"
def descend_vector(start, learning_rate, n_steps):
    path = [start]
    for _ in range(n_steps):
        new = path[-1] - learning_rate * 2 * path[-1]
        path.append(new if new.norm() < path[-1].norm() else path[-1])
    return torch.stack(path)


# %% wrong="descend_vector" passes="visible" why="knows the visible numbers only"
def descend_vector(start, learning_rate, n_steps):
    return torch.tensor([[2.0, -4.0], [1.0, -2.0], [0.5, -1.0]])


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


# %% wrong="classify_rate" passes="visible" why="the boundary 1/L counted as oscillating"
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


# %% wrong="classify_rate" passes="visible" why="the boundary 2/L counted as diverging"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    return "oscillates" if factor > -1 else "diverges"


# %% wrong="classify_rate" passes="visible" why="a learning rate of 0 counted as converging"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" passes="visible" why="refuses a learning rate of 0"
def classify_rate(learning_rate, curvature):
    if learning_rate <= 0 or curvature <= 0:
        raise ValueError("bad input")
    factor = 1 - learning_rate * curvature
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"


# %% wrong="classify_rate" passes="visible" why="forgets the curvature: takes L for 2"
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


# %% wrong="classify_rate" passes="visible" why="does not refuse a curvature of 0 or below"
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


# %% wrong="classify_rate" passes="visible" why="refuses a negative curvature only"
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
    if learning_rate < 0:
        raise ValueError("bad input")
    return {0.25: "converges", 0.75: "oscillates"}.get(learning_rate, "diverges")


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


# %% wrong="find_bound" passes="visible" why="tries the lower end only"
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


# %% wrong="find_bound" passes="visible" why="refuses only where both ends are wrong, or the lower one"
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


# %% right="rate_bound" why="the spectral norm of a symmetric matrix with positive eigenvalues, as a tensor"
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


# %% wrong="rate_bound" passes="visible" why="three steps of power iteration: near, not there"
def rate_bound(hessian):
    v = torch.ones(len(hessian), dtype=hessian.dtype)
    for _ in range(3):
        v = hessian @ v
        v = v / v.norm()
    return 2.0 / float(v @ hessian @ v)


# %% wrong="rate_bound" passes="visible" why="knows the visible numbers only"
def rate_bound(hessian):
    return 0.25
