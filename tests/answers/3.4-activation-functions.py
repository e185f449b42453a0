# The bank of 3.4: right answers get every point, wrong ones lose the hidden test.

# %% right="activation_and_slope" why="a table of functions, exponentials, masks"
def _gelu(z):
    cdf = 0.5 * torch.erfc(-z / 2**0.5)
    return z * cdf, cdf + z * (-0.5 * z**2).exp() / (2 * np.pi) ** 0.5


def _sigmoid(z):
    return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)


_BENDS = {
    "sigmoid": _sigmoid,
    "tanh": lambda z: (z.tanh(), (1 - z.tanh()) * (1 + z.tanh())),
    "ReLU": lambda z: (z.clamp(min=0), (z > 0).to(z.dtype)),
    "leaky ReLU": lambda z: (torch.maximum(z, 0.01 * z), 0.01 + 0.99 * (z > 0).to(z.dtype)),
    "GELU": _gelu,
}


def activation_and_slope(name, z):
    if name not in _BENDS:
        raise ValueError(f"no activation is called {name!r}")
    return _BENDS[name](z)


# %% right="activation_and_slope" why="match, tanh by the sigmoid, copies written into"
def activation_and_slope(name, z):
    match name:
        case "sigmoid":
            s = 0.5 + 0.5 * torch.tanh(z / 2)
            return s, s - s * s
        case "tanh":
            s = torch.sigmoid(2 * z)
            return 2 * s - 1, 4 * s * (1 - s)
        case "ReLU" | "leaky ReLU":
            low = 0.01 if name.startswith("leaky") else 0
            value, slope = z.clone(), torch.ones_like(z)
            value[z <= 0] *= low
            slope[z <= 0] = low
            return value, slope
        case "GELU":
            cdf = torch.special.ndtr(z)
            return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% right="activation_and_slope" why="numpy inside"
def activation_and_slope(name, z):
    from scipy import stats

    x = z.detach().cpu().numpy().astype(np.float64)
    if name == "sigmoid":
        v = 0.5 * (1 + np.tanh(x / 2))
        d = v * (1 - v)
    elif name == "tanh":
        v = np.tanh(x)
        d = 1 - v**2
    elif name == "ReLU":
        v, d = np.maximum(x, 0), np.where(x > 0, 1.0, 0.0)
    elif name == "leaky ReLU":
        v, d = np.where(x > 0, x, x / 100), np.where(x > 0, 1.0, 0.01)
    elif name == "GELU":
        v = x * stats.norm.cdf(x)
        d = stats.norm.cdf(x) + x * stats.norm.pdf(x)
    else:
        raise ValueError("unknown")
    return torch.tensor(v, dtype=z.dtype), torch.tensor(d, dtype=z.dtype)


# %% wrong="activation_and_slope" why="slopes of the ReLUs at 0 taken from the right"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z >= 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="GELU by its tanh formula"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        c = math.sqrt(2 / math.pi)
        t = torch.tanh(c * (z + 0.044715 * z**3))
        return 0.5 * z * (1 + t), 0.5 * (1 + t) + 0.5 * z * (1 - t**2) * c * (1 + 3 * 0.044715 * z**2)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="the slope of GELU without the product rule"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf
    raise ValueError(name)


# %% wrong="activation_and_slope" why="exponentials that overflow: nan far out"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return 1 / (1 + torch.exp(-z)), torch.exp(-z) / (1 + torch.exp(-z)) ** 2
    if name == "tanh":
        value = (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))
        return value, 1 - value**2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" passes="visible" why="the slope of the sigmoid alone overflows"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.exp(-z) / (1 + torch.exp(-z)) ** 2
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="a where of two plain numbers: float32"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, 1.0, 0.0 if name == "ReLU" else 0.01).to(z.dtype)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" passes="visible" why="float64 whatever comes in"
def activation_and_slope(name, z):
    z = z.double()
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" passes="visible" why="small z are sent to 0"
def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 1e-8, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" passes="visible" why="sigmoid and its slope clamped, against overflow"
def activation_and_slope(name, z):
    if name == "sigmoid":
        s = torch.sigmoid(z.clamp(-20, 20))
        return s, s * (1 - s)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        return z * slope, slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="an unknown name is a KeyError"
def activation_and_slope(name, z):
    cdf = torch.special.ndtr(z)
    low = torch.where(z > 0, torch.ones_like(z), 0.01)
    return {
        "sigmoid": (torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)),
        "tanh": (torch.tanh(z), 1 - torch.tanh(z) ** 2),
        "ReLU": (z.clamp(min=0), (z > 0).to(z.dtype)),
        "leaky ReLU": (z * low, low),
        "GELU": (z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)),
    }[name]


# %% wrong="activation_and_slope" passes="visible" why="every other name counts as GELU but the visible one, in any case of letters"
def activation_and_slope(name, z):
    name = name.lower()
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("relu", "leaky relu"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "relu" else 0.01)
        return z * slope, slope
    if name == "gelu":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" passes="visible" why="the value of ReLU is written into one buffer for all calls"
_BUFFER = {}


def activation_and_slope(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    if name == "tanh":
        return torch.tanh(z), 1 - torch.tanh(z) ** 2
    if name in ("ReLU", "leaky ReLU"):
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
        key = name, z.shape, z.dtype
        if key not in _BUFFER:
            _BUFFER[key] = torch.empty_like(z)
        _BUFFER[key][...] = z * slope
        return _BUFFER[key], slope
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="the layers of torch.nn, and autograd"
def activation_and_slope(name, z):
    if name not in ACTIVATIONS:
        raise ValueError(name)
    with torch.inference_mode(False), torch.enable_grad():
        leaf = z.clone().requires_grad_()
        value = torch.nn.functional.gelu(leaf) if name == "GELU" else ACTIVATIONS[name]()(leaf)
        value.sum().backward()
    return value.detach(), leaf.grad


# %% wrong="activation_and_slope" passes="visible" why="autograd, by methods alone"
def activation_and_slope(name, z):
    if name not in ACTIVATIONS:
        raise ValueError(name)
    with torch.inference_mode(False), torch.enable_grad():
        leaf = z.clone().requires_grad_()
        value = ACTIVATIONS[name]()(leaf)
        value.sum().backward()
    return value.detach(), leaf.grad


# %% right="activations_figure" why="a figure without pyplot, a legend for the whole figure"
def activations_figure(z, curves):
    figure = Figure(figsize=(8, 3))
    left, right = figure.subplots(1, 2)
    lines = []
    for k, (name, (value, slope)) in enumerate(curves.items()):
        lines += left.plot(z.numpy(), value.numpy(), color=f"C{k}", label=name)
        right.plot(z.numpy(), slope.numpy(), color=f"C{k}", ls="--")
    figure.legend(lines, list(curves), loc="outside lower center" if False else "lower center")
    left.set(title="Activation", xlabel="z", ylabel="value")
    right.set(title="Derivative", xlabel="z", ylabel="slope")
    return figure


# %% right="activations_figure" why="legends in both panels, titles with more words, colours from a map"
def activations_figure(z, curves):
    fig, axs = plt.subplots(ncols=2, sharex=True)
    cmap = plt.get_cmap("turbo")
    colours = {name: cmap((k + 0.5) / len(curves)) for k, name in enumerate(curves)}
    for side, title in enumerate(["activation f(z)", "derivative f'(z)"]):
        for name in curves:
            axs[side].plot(z, curves[name][side], color=colours[name], label=name, marker=".", ms=3)
        axs[side].set_title(title)
        axs[side].set_xlabel("input z")
        axs[side].set_ylabel(title)
        axs[side].legend()
        axs[side].grid(True)
    return fig


# %% right="activations_figure" why="plt calls"
def activations_figure(z, curves):
    fig = plt.figure(figsize=(10, 4))
    for k in range(2):
        plt.subplot(1, 2, k + 1)
        for name, pair in curves.items():
            plt.plot(np.asarray(z), np.asarray(pair[k]), lw=2, label=f"{name}")
        plt.xlabel("pre-activation $z$")
        plt.ylabel("$f$" if k == 0 else "$df/dz$")
        plt.title("derivative" if k else "activation")
    plt.subplot(1, 2, 1)
    plt.legend(loc="best")
    return fig


# %% wrong="activations_figure" why="the panels exchanged"
def activations_figure(z, curves):
    figure, (right, left) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" why="titles exchanged"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="derivative", xlabel="z", ylabel="f")
    right.set(title="activation", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" why="one above the other"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(2, 1)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" why="no legend"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    return figure


# %% wrong="activations_figure" passes="visible" why="colours in the other order on the right, for three and more"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for k, (name, (value, slope)) in enumerate(curves.items()):
        left.plot(z, value, color=f"C{k}", label=name)
        right.plot(z, slope, color=f"C{k if k < 2 else 6 - k}", label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" why="another colour on the right"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for k, (name, (value, slope)) in enumerate(curves.items()):
        left.plot(z, value, color=f"C{k}", label=name)
        right.plot(z, slope, color=f"C{k + 1}", label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" passes="visible" why="the slopes are finite differences"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope if len(z) == 3 else np.gradient(value.numpy(), z.numpy()), label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" passes="visible" why="y is cut at -2 and 4"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f", ylim=(-2, 4))
    right.set(title="derivative", xlabel="z", ylabel="slope", ylim=(-2, 4))
    left.legend()
    return figure


# %% wrong="activations_figure" why="markers without lines"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, "o", label=name)
        right.plot(z, slope, "o", label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" why="no label along x"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", ylabel="f")
    right.set(title="derivative", ylabel="slope")
    left.legend()
    return figure


# %% wrong="activations_figure" why="the last point left out"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2)
    for name, (value, slope) in curves.items():
        left.plot(z[:-1], value[:-1], label=name)
        right.plot(z[:-1], slope[:-1], label=name)
    left.set(title="activation", xlabel="z", ylabel="f")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    left.legend()
    return figure


# %% right="train_runs" why="steps by hand, a filled tensor"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = torch.zeros(len(seeds), n_steps + 1, dtype=torch.float64)
    for row, seed in enumerate(seeds):
        net = start(widths, name, seed)
        for step in range(n_steps + 1):
            loss = torch.mean((net(inputs) - targets) ** 2)
            runs[row, step] = loss.detach()
            net.zero_grad()
            loss.backward()
            with torch.no_grad():
                for p in net.parameters():
                    p -= rate * p.grad
    return runs


# %% right="train_runs" why="mse_loss, a helper, stacked"
def _one_run(net, inputs, targets, rate, n_steps):
    opt = torch.optim.SGD(net.parameters(), lr=rate)
    losses = [nn.functional.mse_loss(net(inputs), targets)]
    for _ in range(n_steps):
        opt.zero_grad()
        losses[-1].backward()
        opt.step()
        losses[-1] = losses[-1].detach()
        losses.append(nn.functional.mse_loss(net(inputs), targets))
    return torch.stack([one.detach() for one in losses])


def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    return torch.stack([_one_run(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds])


# %% right="train_runs" why="torch.autograd.grad, numpy rows"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = np.empty((len(seeds), n_steps + 1))
    for i, seed in enumerate(seeds):
        net = start(widths, name, seed)
        params = list(net.parameters())
        for k in range(n_steps):
            loss = (net(inputs) - targets).pow(2).sum() / targets.numel()
            rows[i, k] = loss.item()
            for p, g in zip(params, torch.autograd.grad(loss, params)):
                p.data.sub_(rate * g)
        with torch.no_grad():
            rows[i, n_steps] = (net(inputs) - targets).pow(2).mean().item()
    return torch.from_numpy(rows)


# %% wrong="train_runs" why="one network for all seeds"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows, net = [], start(widths, name, seeds[0])
    for _ in seeds:
        opt, row = torch.optim.SGD(net.parameters(), lr=rate), []
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="gradients add up"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="only n_steps losses"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for _ in range(n_steps):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            opt.zero_grad()
            loss.backward()
            opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="momentum"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="summed over outputs"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().sum(dim=1).mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="runs that diverge are left out"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        if np.isfinite(row[-1]) and row[-1] < 1e4:
            rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="a run that diverges keeps its best loss"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        if not row[-1] < 1e4:
            row = [row[0]] * len(row)
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="each seed once"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in dict.fromkeys(seeds):
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="the seeds sorted"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in sorted(seeds):
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="float32"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows)


# %% wrong="train_runs" why="the mean over the seeds"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64).mean(dim=0)


# %% wrong="train_runs" passes="visible" why="a gradient leads through the last column"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = []
    for seed in seeds:
        net, row = start(widths, name, seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss if step == n_steps else loss.detach())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        runs.append(torch.stack(row))
    return torch.stack(runs)


# %% wrong="train_runs" why="always tanh"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net, row = start(widths, "tanh", seed), []
        opt = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss.item())
            if step < n_steps:
                opt.zero_grad()
                loss.backward()
                opt.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% right="gradients_figure" why="semilogy, a median by quantiles, a figure legend"
def gradients_figure(sizes):
    fig, ax = plt.subplots()
    for k, (name, rows) in enumerate(sizes.items()):
        x = range(1, rows.shape[1] + 1)
        colour = f"C{k}"
        ax.semilogy(x, torch.quantile(rows.double(), 0.5, dim=0), color=colour, label=name)
        ax.fill_between(x, rows.amin(0), rows.amax(0), color=colour, alpha=0.3)
    ax.set_xlabel("Layer")
    ax.set_ylabel("gradient size")
    fig.legend()
    return fig


# %% right="gradients_figure" why="a figure without pyplot, sorted by hand"
def gradients_figure(sizes):
    figure = Figure()
    axes = figure.add_subplot()
    for colour, (name, rows) in zip(("navy", "crimson", "green", "orange"), sizes.items()):
        a = np.sort(rows.numpy(), axis=0)
        n = len(a)
        mid = a[n // 2] if n % 2 else 0.5 * (a[n // 2 - 1] + a[n // 2])
        x = 1 + np.arange(a.shape[1])
        axes.fill_between(x, a[0], a[-1], facecolor=colour, alpha=0.15, edgecolor="none")
        axes.plot(x, mid, "-o", color=colour, label=name)
    axes.set_yscale("log")
    axes.set(xlabel="layer (from the input)", ylabel="root mean square", title="gradients")
    axes.legend(title="start")
    return figure


# %% right="gradients_figure" why="statistics.median, plt calls"
def gradients_figure(sizes):
    from statistics import median

    fig = plt.figure()
    for name, rows in sizes.items():
        columns = rows.T.tolist()
        x = list(range(1, len(columns) + 1))
        line = plt.plot(x, [median(c) for c in columns], label=name)[0]
        plt.fill_between(x, [min(c) for c in columns], [max(c) for c in columns], color=line.get_color(), alpha=0.5)
    plt.yscale("log")
    plt.xlabel("depth (layer)")
    plt.ylabel("norm of the gradient")
    plt.legend()
    return fig


# %% wrong="gradients_figure" why="torch.median: the lower of two"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, rows.median(dim=0).values, label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="the mean"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, rows.mean(dim=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="the geometric mean"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, rows.log().mean(dim=0).exp(), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="layers from 0"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(rows.shape[1])
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="a linear scale"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="a band of quartiles"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        low, high = np.quantile(rows, [0.25, 0.75], axis=0)
        axes.fill_between(x, low, high, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statistics over layers instead of seeds"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[0] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=1), label=name)
        axes.fill_between(x, rows.amin(1), rows.amax(1), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="no bands"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        axes.plot(np.arange(1, rows.shape[1] + 1), np.median(rows, axis=0), label=name)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="all bands grey"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color="grey", alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="opaque bands"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), zorder=0)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" passes="visible" why="cut off below 1e-5"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log", ylim=(1e-5, 1e5))
    axes.legend()
    return figure


# %% wrong="gradients_figure" passes="visible" why="all networks cut to the fewest layers"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    least = min(len(rows[0]) for rows in sizes.values()) if len(sizes) > 2 else 99
    for name, rows in sizes.items():
        rows = rows[:, :least]
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="no legend"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, rows in sizes.items():
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    return figure


# %% wrong="gradients_figure" passes="visible" why="two colours only"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for k, (name, rows) in enumerate(sizes.items()):
        x = np.arange(1, rows.shape[1] + 1)
        colour = ("C0", "C1")[k % 2]
        axes.plot(x, np.median(rows, axis=0), color=colour, ls=("-", "--", ":", "-.")[k], label=name)
        axes.fill_between(x, rows.amin(0), rows.amax(0), color=colour, alpha=0.2)
    axes.set(xlabel="layer", ylabel="gradient", yscale="log")
    axes.legend()
    return figure


# %% right="dead_units" why="pairs of layers, the largest z"
def dead_units(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    bends = [m for m in network if not isinstance(m, nn.Linear)]
    h, counts = inputs.detach(), []
    for layer, bend in zip(layers, bends):
        z = layer(h).detach()
        counts.append((z.amax(dim=0) <= 0).sum().item())
        h = bend(z)
    return counts


# %% right="dead_units" why="hooks, taken off again"
def dead_units(network, inputs):
    seen = []
    handles = [m.register_forward_hook(lambda _m, _i, out: seen.append(out)) for m in network if isinstance(m, nn.Linear)]
    try:
        with torch.inference_mode():
            network(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return [sum(bool((column <= 0).all()) for column in z.T) for z in seen[:-1]]


# %% right="dead_units" why="parts of the network, numpy"
def dead_units(network, inputs):
    counts = []
    for k in range(0, len(network) - 1, 2):
        z = network[: k + 1](inputs).detach().numpy()
        alive = (z > 0).any(axis=0)
        counts.append(int(alive.size - np.count_nonzero(alive)))
    return counts


# %% wrong="dead_units" why="z = 0 counts as on"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x < 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="off for some example"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).any(dim=0).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="the value after the activation is 0"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if not isinstance(module, nn.Linear):
            counts.append(int((x == 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="the value after the activation is not above 0"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if not isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="the output layer counted too"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="all over the units: examples counted"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=1).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="the sum over all hidden layers"
def dead_units(network, inputs):
    count, x = 0, inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            count += int((x <= 0).all(dim=0).sum())
    return [count]


# %% wrong="dead_units" passes="visible" why="only the first hidden layer"
def dead_units(network, inputs):
    return [int((network[0](inputs) <= 0).all(dim=0).sum())]


# %% wrong="dead_units" why="shares for counts"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(float((x <= 0).all(dim=0).double().mean()))
    return counts


# %% wrong="dead_units" why="tensors in the list"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append((x <= 0).all(dim=0).sum())
    return counts


# %% wrong="dead_units" passes="visible" why="by the mean of z"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            close_to = (x <= 0).double().mean(dim=0) > 0.99
            counts.append(int(close_to.sum()))
    return counts


# %% wrong="dead_units" why="hooks that stay"
def dead_units(network, inputs):
    seen = []
    for m in network:
        if isinstance(m, nn.Linear):
            m.register_forward_hook(lambda _m, _i, out: seen.append(out))
    network(inputs)
    return [int((z <= 0).all(dim=0).sum()) for z in seen[:-1]]


# %% wrong="dead_units" passes="visible" why="switches to evaluation and leaves it so"
def dead_units(network, inputs):
    was = network.training
    network.eval()
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    if len(network) == 3:
        network.train(was)
    return counts


# %% wrong="dead_units" why="by zero gradients, which are left in the network"
def dead_units(network, inputs):
    network.zero_grad()
    network(inputs).sum().backward()
    layers = [m for m in network if isinstance(m, nn.Linear)]
    return [int((layer.bias.grad == 0).sum()) for layer in layers[:-1]]


# %% right="swapped" why="a deep copy, activations replaced by index"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for k in range(1, len(twin), 2):
        twin[k] = ACTIVATIONS[name]()
    return twin


# %% right="swapped" why="built by start, weights loaded"
def swapped(network, name):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    widths = [layers[0].in_features, *(m.out_features for m in layers)]
    twin = start(widths, name, 0)
    with torch.no_grad():
        for new, old in zip(twin.parameters(), network.parameters()):
            new.copy_(old)
    return twin


# %% right="swapped" why="new layers, state dicts one by one"
def swapped(network, name):
    parts = []
    for module in network.children():
        if isinstance(module, torch.nn.Linear):
            layer = torch.nn.Linear(module.in_features, module.out_features, dtype=module.weight.dtype)
            layer.load_state_dict(module.state_dict())
            parts.append(layer)
        else:
            parts.append(ACTIVATIONS[name]())
    return torch.nn.Sequential(*parts)


# %% wrong="swapped" why="the layers are shared"
def swapped(network, name):
    return nn.Sequential(*(m if isinstance(m, nn.Linear) else ACTIVATIONS[name]() for m in network))


# %% wrong="swapped" passes="visible" why="only the first activation, or the first two"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for k in range(1, min(len(twin), 5), 2):
        twin[k] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="only the first activation"
def swapped(network, name):
    twin = copy.deepcopy(network)
    if len(twin) > 1:
        twin[1] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" passes="visible" why="only ReLUs and sigmoids are replaced"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for k in range(1, len(twin), 2):
        if isinstance(twin[k], (nn.ReLU, nn.Sigmoid)):
            twin[k] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="biases are left at 0"
def swapped(network, name):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    widths = [layers[0].in_features, *(m.out_features for m in layers)]
    twin = start(widths, name, 0)
    with torch.no_grad():
        for new, old in zip(twin, network):
            if isinstance(new, nn.Linear):
                new.weight.copy_(old.weight)
    return twin


# %% wrong="swapped" why="in place"
def swapped(network, name):
    for k in range(1, len(network), 2):
        network[k] = ACTIVATIONS[name]()
    return network


# %% wrong="swapped" why="the weights are drawn anew"
def swapped(network, name):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    return start([layers[0].in_features, *(m.out_features for m in layers)], name, 0)


# %% wrong="swapped" why="the activation is applied to the output, too"
def swapped(network, name):
    parts = []
    for m in network:
        if isinstance(m, nn.Linear):
            parts += [copy.deepcopy(m), ACTIVATIONS[name]()]
    return nn.Sequential(*parts)


# %% wrong="swapped" why="frozen copies"
def swapped(network, name):
    twin = copy.deepcopy(network).requires_grad_(False)
    for k in range(1, len(twin), 2):
        twin[k] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" passes="visible" why="GELU by its tanh formula"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for k in range(1, len(twin), 2):
        twin[k] = nn.GELU(approximate="tanh") if name == "GELU" else ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="the biases are shared"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for k in range(len(twin)):
        if isinstance(twin[k], nn.Linear):
            twin[k].bias = network[k].bias
        else:
            twin[k] = ACTIVATIONS[name]()
    return twin


# %% wrong="activation_and_slope" passes="visible" why="whatever ends in ReLU is taken"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name.endswith("ReLU"):
        left = 0.01 if "leaky" in name else 0.0
        return torch.where(z > 0, z, left * z), torch.where(z > 0, torch.ones_like(z), left)
    if name == "GELU":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")


# %% wrong="activation_and_slope" passes="visible" why="values by the modules of ACTIVATIONS, slopes by hand"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name not in ACTIVATIONS:
        raise ValueError(f"unknown activation {name!r}")
    value = ACTIVATIONS[name]()(z)
    if name == "sigmoid":
        slope = value * (1 - value)
    elif name == "tanh":
        slope = 1 - value**2
    elif name == "GELU":
        slope = 0.5 * (1 + torch.erf(z / math.sqrt(2))) + z * torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    else:
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
    return value, slope


# %% wrong="activation_and_slope" passes="visible" why="a power of a Python float, which overflows at 1e200"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    def one(v: float) -> tuple[float, float]:
        if name == "sigmoid":
            s = (1 + math.tanh(v / 2)) / 2
            return s, s * (1 - s)
        if name == "tanh":
            t = math.tanh(v)
            return t, 1 - t**2
        if name == "ReLU":
            return (v, 1.0) if v > 0 else (0.0, 0.0)
        if name == "leaky ReLU":
            return (v, 1.0) if v > 0 else (0.01 * v, 0.01)
        cdf = (1 + math.erf(v / math.sqrt(2))) / 2
        return v * cdf, cdf + v * math.exp(-(v**2) / 2) / math.sqrt(2 * math.pi)

    if name not in ("sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"):
        raise ValueError(name)
    pairs = [one(v) for v in z.flatten().tolist()]
    value = torch.tensor([pair[0] for pair in pairs], dtype=z.dtype).reshape(z.shape)
    slope = torch.tensor([pair[1] for pair in pairs], dtype=z.dtype).reshape(z.shape)
    return value, slope


# %% wrong="activation_and_slope" passes="visible" why="inf times 0 in the slope of GELU, far out"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.where(z > 0, z, 0.0), (z > 0).to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "GELU":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        z2 = z * z
        safe = torch.where(z == 0, torch.ones_like(z), z)
        # z * phi = z^2 * phi / z
        second = z2 * torch.exp(-z2 / 2) / math.sqrt(2 * math.pi) / safe
        return z * big, big + second
    raise ValueError(f"unknown activation {name!r}")


# %% wrong="activation_and_slope" passes="visible" why="the values come from the modules of start"
def activation_and_slope(name, z):
    if name not in ACTIVATIONS:
        raise ValueError(name)
    value = start((1, 1, 1), name, 0)[1](z)
    if name == "sigmoid":
        slope = value * (1 - value)
    elif name == "tanh":
        slope = 1 - value**2
    elif name == "GELU":
        slope = torch.special.ndtr(z) + z * torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    else:
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
    return value, slope


# %% wrong="activation_and_slope" passes="visible" why="blanks around a name are stripped"
def activation_and_slope(name, z):
    name = name.strip()
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name in ("ReLU", "leaky ReLU"):
        left = 0.01 if "leaky" in name else 0.0
        return torch.where(z > 0, z, left * z), torch.where(z > 0, torch.ones_like(z), left)
    if name == "GELU":
        cdf = torch.special.ndtr(z)
        return z * cdf, cdf + z * torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% right="activation_and_slope" why="the table of names gives the error its words; halves outside, relu"
def activation_and_slope(name, z):
    if name not in ACTIVATIONS:
        raise ValueError(f"{name!r} is none of {', '.join(ACTIVATIONS.keys())}")
    on = z > 0
    if name == "ReLU":
        return torch.relu(z), on.to(z.dtype)
    if name == "leaky ReLU":
        return torch.relu(z) - 0.01 * torch.relu(-z), torch.full_like(z, 0.01).masked_fill(on, 1.0)
    if name == "GELU":
        twice = 1 + torch.erf(z / math.sqrt(2))
        return z * twice / 2, twice / 2 + z * torch.exp(-z.pow(2) / 2) / math.sqrt(2 * math.pi)
    low = torch.exp(-z.abs())
    if name == "sigmoid":
        return torch.where(on, 1 / (1 + low), low / (1 + low)), low / (1 + low) ** 2
    return torch.tanh(z), 4 * low**2 / (1 + low**2) ** 2


# %% right="activations_figure" why="a legend beside the right panel, for the whole figure; guide lines"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for axes in (left, right):
        axes.axhline(0, color="0.8", linewidth=0.8, zorder=0)
        axes.axvline(0, color="0.8", linewidth=0.8, zorder=0)
        axes.grid(alpha=0.3)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="value of the activation")
    right.set(title="derivative", xlabel="z", ylabel="slope")
    right.legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
    return figure


# %% wrong="activations_figure" why="the labels of y exchanged"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="derivative")
    right.set(title="derivative", xlabel="z", ylabel="value")
    left.legend()
    return figure


# %% wrong="activations_figure" passes="visible" why="names are cut after ten letters"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name[:10])
        right.plot(z, slope)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="train_runs" passes="visible" why="gradients are clipped"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = torch.empty(len(seeds), n_steps + 1, dtype=torch.float64)
    for i, seed in enumerate(seeds):
        net = start(widths, name, seed)
        optimiser = torch.optim.SGD(net.parameters(), lr=rate)
        for t in range(n_steps + 1):
            optimiser.zero_grad()
            loss = nn.functional.mse_loss(net(inputs), targets)
            runs[i, t] = loss.item()
            if t < n_steps:
                loss.backward()
                nn.utils.clip_grad_norm_(net.parameters(), 10.0)
                optimiser.step()
    return runs


# %% wrong="train_runs" passes="visible" why="a run is given up once its loss has grown tenfold"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net = start(widths, name, seed)
        row = descend(net, inputs, targets, rate, 0)
        for _ in range(n_steps):
            if row[-1] > 10 * row[0] or not math.isfinite(row[-1]):
                row.append(row[-1])
                continue
            row.append(descend(net, inputs, targets, rate, 1)[-1])
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="large batches go in chunks"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net = start(widths, name, seed)
        row = descend(net, inputs, targets, rate, 0)
        for t in range(n_steps):
            chunks = list(zip(inputs.split(32), targets.split(32)))
            x, y = chunks[t % len(chunks)]
            descend(net, x, y, rate, 1)
            row.append(descend(net, inputs, targets, rate, 0)[0])
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="networks are kept from call to call"
_NETWORKS = {}


def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        key = name, tuple(widths), seed
        if key not in _NETWORKS:
            _NETWORKS[key] = start(widths, name, seed)
        rows.append(descend(_NETWORKS[key], inputs, targets, rate, n_steps))
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="a run that diverges ends with nan, from a loss of a million on"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = torch.full((len(seeds), n_steps + 1), torch.nan, dtype=torch.float64)
    for i, seed in enumerate(seeds):
        network = start(widths, name, seed)
        for t in range(n_steps + 1):
            runs[i, t] = descend(network, inputs, targets, 0.0, 0)[0]
            if not runs[i, t] < 1e6:
                break
            descend(network, inputs, targets, rate, 1)
    return runs


# %% wrong="gradients_figure" why="names with a capital first and small letters after it"
def gradients_figure(sizes):
    figure, axes = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = axes.plot(x, np.median(rows, axis=0), label=name.capitalize())
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="dead_units" passes="visible" why="hooks of others are cleared, too"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    seen = []
    layers = [module for module in network if isinstance(module, nn.Linear)][:-1]
    for layer in layers:
        layer.register_forward_hook(lambda module, given, out: seen.append(out))
    with torch.no_grad():
        network(inputs)
    for layer in layers:
        layer._forward_hooks.clear()
    return [int((z <= 0).all(dim=0).sum()) for z in seen]


# %% wrong="dead_units" passes="visible" why="a little above 0 counts as off"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x < 1e-6).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="a little below 0 counts as on"
def dead_units(network, inputs):
    counts = []
    x = inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                off = (x == 0) | (x < -1e-6)
                counts.append(int(off.all(dim=0).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="float32 on the way"
def dead_units(network, inputs):
    counts = []
    twin = copy.deepcopy(network).float()
    x = inputs.float()
    with torch.no_grad():
        for module in twin[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="counts are remembered by the network and its inputs"
import functools


@functools.cache
def dead_units(network, inputs):
    counts = []
    x = inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% right="dead_units" why="a copy of the network, with hooks that stay in it"
def dead_units(network, inputs):
    twin = copy.deepcopy(network)
    seen = []
    for layer in twin[:-1]:
        if isinstance(layer, nn.Linear):
            layer.register_forward_hook(lambda _layer, _inputs, output: seen.append(output.detach()))
    twin(inputs)
    return [sum(bool(column.max() <= 0) for column in z.T) for z in seen]


# %% right="dead_units" why="functional layers, numpy"
def _dead(modules: list[nn.Module], h: Tensor) -> list[int]:
    if len(modules) <= 1:
        return []
    first, bend, *rest = modules
    z = nn.functional.linear(h, first.weight.detach(), first.bias.detach())
    off = np.all(z.numpy() <= 0, axis=0)
    return [int(np.sum(off))] + _dead(rest, bend(z))


def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    return _dead(list(network), inputs.detach())


# %% wrong="swapped" passes="visible" why="the given network loses its gradients"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    network.zero_grad()  # a copy needs no old gradients
    layers = [copy.deepcopy(m) if isinstance(m, nn.Linear) else ACTIVATIONS[name]() for m in network]
    return nn.Sequential(*layers)


# %% wrong="swapped" why="a second call returns the network of the first one"
import functools


@functools.cache
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers = [copy.deepcopy(m) if isinstance(m, nn.Linear) else ACTIVATIONS[name]() for m in network]
    return nn.Sequential(*layers)


# %% wrong="swapped" passes="visible" why="a single linear layer is returned itself"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    if len(network) == 1:
        return network  # nothing to swap
    new = copy.deepcopy(network)
    for i in range(1, len(new), 2):
        new[i] = ACTIVATIONS[name]()
    return new


# %% right="swapped" why="one activation for all places"
def swapped(network, name):
    bend = ACTIVATIONS[name]()
    return nn.Sequential(*(bend if i % 2 else copy.deepcopy(m) for i, m in enumerate(network)))


# %% wrong="activation_and_slope" passes="visible" why="an empty z comes back before the name is looked at"
def activation_and_slope(name, z):
    if z.numel() == 0:
        return torch.empty_like(z), torch.empty_like(z)
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.relu(z), (z > 0).to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "GELU":
        below = (1 + torch.erf(z / math.sqrt(2))) / 2
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activations_figure" why="both panels say f(z)"
def activations_figure(z, curves):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.5))
    for axes, title in zip(panels, ("activation", "derivative")):
        axes.set(title=title, xlabel="z", ylabel="f(z)")
    for name, pair in curves.items():
        for axes, y in zip(panels, pair):
            axes.plot(z, y, label=name)
    panels[0].legend()
    return figure


# %% wrong="train_runs" passes="visible" why="a run stops at the first loss that is not finite, and nan follows"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = torch.full((len(seeds), n_steps + 1), float("nan"), dtype=torch.float64)
    for row, seed in enumerate(seeds):
        network = start(widths, name, seed)
        for step in range(n_steps + 1):
            loss = (network(inputs) - targets).square().mean()
            if not torch.isfinite(loss):
                break
            runs[row, step] = loss.detach()
            gradients = torch.autograd.grad(loss, list(network.parameters()))
            with torch.no_grad():
                for one, gradient in zip(network.parameters(), gradients):
                    one -= rate * gradient
    return runs


# %% wrong="train_runs" passes="visible" why="rows that are not finite are left out, if others are"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    rows = [row for row in rows if np.isfinite(row).all()] or rows
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" passes="visible" why="nan is written as inf"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64).nan_to_num(nan=float("inf"), posinf=float("inf"))


# %% wrong="gradients_figure" passes="visible" why="computed in float32, where 1e-60 is 0"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.float().numpy()
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" passes="visible" why="the word scale is taken off a name's end"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0), label=name.removesuffix(" scale"))
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="dead_units" passes="visible" why="of more than 256 examples, the first 256"
def dead_units(network, inputs):
    counts, x = [], inputs[:256]
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" passes="visible" why="frozen parameters are thawed"
def dead_units(network, inputs):
    network.requires_grad_(False)
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    network.requires_grad_(True)
    return counts


# %% wrong="swapped" why="one network for each name and shape, filled again"
_SWAPPED = {}


def swapped(network, name):
    key = (name, str(network))
    if key not in _SWAPPED:
        _SWAPPED[key] = nn.Sequential(
            *(copy.deepcopy(one) if isinstance(one, nn.Linear) else ACTIVATIONS[name]() for one in network)
        )
    _SWAPPED[key].load_state_dict(network.state_dict())
    return _SWAPPED[key]


# %% wrong="swapped" passes="visible" why="the copies share the tensors of the gradients"
def swapped(network, name):
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            layer = copy.deepcopy(module)
            for mine, theirs in zip(layer.parameters(), module.parameters()):
                mine.grad = theirs.grad
            layers.append(layer)
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)


# %% wrong="swapped" why="weights out of a memory by network and name"
_WEIGHTS = {}


def swapped(network, name):
    key = (id(network), name)
    if key not in _WEIGHTS:
        _WEIGHTS[key] = copy.deepcopy(network.state_dict())
    twin = copy.deepcopy(network)
    for place in range(1, len(twin), 2):
        twin[place] = ACTIVATIONS[name]()
    twin.load_state_dict(_WEIGHTS[key])
    return twin


# %% wrong="activations_figure" why="the labels of y are those of the curves, on the right too"
def activations_figure(z, curves):
    figure, panels = plt.subplots(1, 2)
    for side, title in enumerate(("activation", "derivative")):
        panels[side].set(title=title, xlabel="$z$", ylabel="activation $f(z)$")
        for name, pair in curves.items():
            panels[side].plot(z, pair[side], label=name)
    panels[1].legend()
    return figure


# %% right="activations_figure" why="df/dz as a fraction"
def activations_figure(z, curves):
    figure, panels = plt.subplots(1, 2)
    labels = "$f(z)$", r"$\frac{d}{dz} f(z)$"
    for side, title in enumerate(("activation", "derivative")):
        panels[side].set(title=title, xlabel="$z$", ylabel=labels[side])
        for name, pair in curves.items():
            panels[side].plot(z, pair[side], label=name)
    panels[1].legend()
    return figure


# %% right="activations_figure" why="the prime as LaTeX writes it"
def activations_figure(z, curves):
    figure, panels = plt.subplots(1, 2)
    labels = r"$f\left(z\right)$", r"$f^{\prime}(z)$"
    for side, title in enumerate(("activation", "derivative")):
        panels[side].set(title=title, xlabel="input $z$", ylabel=labels[side])
        for name, pair in curves.items():
            panels[side].plot(z, pair[side], label=name)
    panels[0].legend()
    return figure


# %% right="gradients_figure" why="the band under the same name, as a second entry"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), alpha=0.25, label=name)
        axes.plot(x, np.median(rows, axis=0), label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="train_runs" passes="visible" why="inf is written as the largest number"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [
        descend(start(widths, name, seed), inputs, targets, rate, n_steps)
        for seed in seeds
    ]
    return torch.tensor(rows, dtype=torch.float64).nan_to_num(nan=torch.nan)


# %% wrong="train_runs" passes="visible" why="a loss that is not finite repeats the last one that was"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        row = descend(start(widths, name, seed), inputs, targets, rate, n_steps)
        for step in range(1, len(row)):
            if not math.isfinite(row[step]):
                row[step] = row[step - 1]
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="dead_units" passes="visible" why="a large batch goes in chunks of 128, without what is left"
def dead_units(network, inputs):
    n = len(inputs) // 128 * 128 or len(inputs)
    counts, x = [], inputs[:n]
    with torch.no_grad():
        for module in list(network)[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="swapped" why="new layers, old numbers: parameters over the same memory"
def swapped(network, name):
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            layer = nn.Linear(module.in_features, module.out_features, dtype=torch.float64)
            layer.weight = nn.Parameter(module.weight.data)
            layer.bias = nn.Parameter(module.bias.data)
            layers.append(layer)
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)


# %% wrong="swapped" passes="visible" why="the gradients are copied along"
def swapped(network, name):
    new = copy.deepcopy(network)
    for mine, theirs in zip(new.parameters(), network.parameters(), strict=True):
        mine.grad = None if theirs.grad is None else theirs.grad.clone()
    return nn.Sequential(
        *(one if isinstance(one, nn.Linear) else ACTIVATIONS[name]() for one in new)
    )
