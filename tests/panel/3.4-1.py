# %% right="activation_and_slope" why="if and elif with torch functions, each slope from its value"
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
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% right="activation_and_slope" why="a table of lambdas, called only for the name; sigmoid from exp, sech squared, clamp, maximum, ndtr"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    def phi(x: Tensor) -> Tensor:
        return torch.exp(-0.5 * x * x) / (2 * math.pi) ** 0.5

    cdf = torch.special.ndtr
    table = {
        "sigmoid": (lambda x: 1 / (1 + torch.exp(-x)), lambda x: torch.sigmoid(x) * torch.sigmoid(-x)),
        "tanh": (lambda x: 2 * torch.sigmoid(2 * x) - 1, lambda x: 1 / torch.cosh(x) ** 2),
        "ReLU": (lambda x: x.clamp(min=0), lambda x: torch.heaviside(x, torch.zeros((), dtype=x.dtype))),
        "leaky ReLU": (lambda x: torch.maximum(x, 0.01 * x), lambda x: 0.01 + 0.99 * (x > 0).type_as(x)),
        "GELU": (lambda x: x * cdf(x), lambda x: cdf(x) + x * phi(x)),
    }
    if name not in table:
        raise ValueError(f"{name} is none of {', '.join(table)}")
    f, df = table[name]
    return f(z), df(z)
# %% right="activation_and_slope" why="plain Python numbers with math, entry by entry over a flat list, then reshaped"
def _both(name, v):
    if name == "sigmoid":
        if v >= 0:
            s = 1 / (1 + math.exp(-v))
        else:
            e = math.exp(v)
            s = e / (1 + e)
        return s, s * (1 - s)
    if name == "tanh":
        t = math.tanh(v)
        return t, (1 - t) * (1 + t)
    if name == "ReLU":
        return (v, 1.0) if v > 0 else (0.0, 0.0)
    if name == "leaky ReLU":
        return (v, 1.0) if v > 0 else (0.01 * v, 0.01)
    cdf = (1 + math.erf(v / math.sqrt(2))) / 2
    return v * cdf, cdf + v * math.exp(-v * v / 2) / math.sqrt(2 * math.pi)


def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name not in ("sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"):
        raise ValueError(name)
    value, slope = [], []
    for v in z.reshape(-1).tolist():
        a, b = _both(name, v)
        value.append(a)
        slope.append(b)
    return (
        torch.tensor(value, dtype=z.dtype).reshape(z.shape),
        torch.tensor(slope, dtype=z.dtype).reshape(z.shape),
    )
# %% right="activation_and_slope" why="match statement, masks that fill empty tensors"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    value, slope = torch.empty_like(z), torch.empty_like(z)
    on = z > 0
    match name:
        case "sigmoid":
            value.copy_(z.sigmoid())
            slope.copy_(value - value.square())
        case "tanh":
            value.copy_(z.tanh())
            slope.copy_(1 - value.square())
        case "ReLU" | "leaky ReLU":
            left = 0.0 if name == "ReLU" else 0.01
            value[on] = z[on]
            value[~on] = left * z[~on]
            slope[on] = 1.0
            slope[~on] = left
        case "GELU":
            prob = torch.erfc(-z / math.sqrt(2)) / 2
            density = (-z * z / 2).exp() * (1 / math.sqrt(2 * math.pi))
            value.copy_(z * prob)
            slope.copy_(prob + z * density)
        case _:
            raise ValueError(f"There is no activation called {name}.")
    return value, slope
# %% right="activation_and_slope" why="a class with one method for each bend, and a dictionary of names to methods"
class Bend:
    def __init__(self, z):
        self.z = z
        self.right = (z > 0).to(dtype=z.dtype)

    def sigmoid(self):
        s = torch.special.expit(self.z)
        return s, 0.25 - (s - 0.5) ** 2

    def tanh(self):
        t = torch.tanh(self.z)
        return t, torch.ones_like(t) - t * t

    def relu(self):
        return self.z * self.right, self.right

    def leaky(self):
        slope = self.right + (1 - self.right) * 0.01
        return self.z * slope, slope

    def gelu(self):
        p = 0.5 + 0.5 * torch.erf(self.z * 0.5**0.5)
        d = torch.exp(-self.z.pow(2).div(2)).div(math.sqrt(2 * math.pi))
        return self.z * p, p + self.z * d


METHODS = {"sigmoid": Bend.sigmoid, "tanh": Bend.tanh, "ReLU": Bend.relu, "leaky ReLU": Bend.leaky, "GELU": Bend.gelu}


def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    try:
        method = METHODS[name]
    except KeyError:
        raise ValueError(f"{name!r} is not one of {list(METHODS)}") from None
    return method(Bend(z))
# %% right="activation_and_slope" why="torch.relu, minimum and a normal distribution for the GELU"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    ones, zeros = torch.ones_like(z), torch.zeros_like(z)
    if name == "sigmoid":
        value = torch.sigmoid(z)
        slope = value * (ones - value)
    elif name == "tanh":
        value = torch.tanh(z)
        slope = ones - value * value
    elif name == "ReLU":
        value = torch.relu(z)
        slope = torch.where(z > 0, ones, zeros)
    elif name == "leaky ReLU":
        value = torch.relu(z) + 0.01 * torch.minimum(z, zeros)
        slope = torch.where(z <= 0, torch.full_like(z, 0.01), ones)
    elif name == "GELU":
        normal = torch.distributions.Normal(torch.zeros((), dtype=z.dtype), torch.ones((), dtype=z.dtype))
        prob = normal.cdf(z)
        value = z * prob
        slope = prob + z * normal.log_prob(z).exp()
    else:
        raise ValueError("unknown: " + name)
    return value, slope
# %% wrong="activation_and_slope" why="'nothing may become nan' at -1000: the slope of the sigmoid as exp(-z) / (1 + exp(-z))^2 is inf / inf"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name == "sigmoid":
        e = torch.exp(-z)
        return 1 / (1 + e), e / (1 + e) ** 2
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.where(z > 0, z, 0.0), (z > 0).to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "GELU":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'Numbers of any finite size may come, 1000 too': clamps z to 30 first, so that ReLU, leaky ReLU and GELU of 1000 are 30"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    z = z.clamp(-30, 30)  # against overflow
    if name == "sigmoid":
        s = 1 / (1 + torch.exp(-z))
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
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'of the dtype of z': the slopes of the ReLUs are float64 for a float32 z"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name in ("ReLU", "leaky ReLU"):
        left = 0.0 if name == "ReLU" else 0.01
        slope = torch.where(z > 0, torch.tensor(1.0, dtype=torch.float64), torch.tensor(left, dtype=torch.float64))
        return torch.where(z > 0, z, left * z), slope
    if name == "GELU":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'slopes 0.01', float64: torch.where of two plain numbers makes float32, cast afterwards, so 0.01 has seven digits"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.where(z > 0, z, 0.0), torch.where(z > 0, 1.0, 0.0).to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, 1.0, 0.01).to(z.dtype)
    if name == "GELU":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'Both results are new tensors': ReLUs return z itself where all of it is positive (or empty)"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name in ("ReLU", "leaky ReLU"):
        on = z > 0
        if on.all():
            return z, torch.ones_like(z)
        left = 0.0 if name == "ReLU" else 0.01
        return torch.where(on, z, left * z), torch.where(on, torch.ones_like(z), left)
    if name == "GELU":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'A name that is not one of the five raises a ValueError': takes relu, Sigmoid and gelu, too"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    kind = name.lower()
    if kind == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if kind == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if kind == "relu":
        return torch.where(z > 0, z, 0.0), (z > 0).to(z.dtype)
    if kind == "leaky relu":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if kind == "gelu":
        big = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        small = torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        return z * big, big + z * small
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'A name that is not one of the five raises a ValueError': anything that contains leaky or ends in ReLU goes through, such as PReLU"
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
# %% wrong="activation_and_slope" why="'any shape': a loop over len(z) fails for a single number of shape [] and for a table"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    if name not in ("sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"):
        raise ValueError(name)
    value, slope = torch.zeros_like(z), torch.zeros_like(z)
    for i in range(len(z)):
        v = z[i]
        if name == "sigmoid":
            value[i] = torch.sigmoid(v)
            slope[i] = value[i] * (1 - value[i])
        elif name == "tanh":
            value[i] = torch.tanh(v)
            slope[i] = 1 - value[i] ** 2
        elif name == "GELU":
            big = 0.5 * (1 + torch.erf(v / math.sqrt(2)))
            value[i] = v * big
            slope[i] = big + v * torch.exp(-v * v / 2) / math.sqrt(2 * math.pi)
        else:
            left = 0.0 if name == "ReLU" else 0.01
            value[i] = v if v > 0 else left * v
            slope[i] = 1.0 if v > 0 else left
    return value, slope
# %% wrong="activation_and_slope" why="'without torch.nn': the value comes from the modules of ACTIVATIONS"
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
# %% wrong="activation_and_slope" why="'without autograd': the slope is what backward() leaves"
def activation_and_slope(name: str, z: Tensor) -> tuple[Tensor, Tensor]:
    with torch.inference_mode(False), torch.enable_grad():
        x = z.detach().clone().requires_grad_()
        if name == "sigmoid":
            y = torch.sigmoid(x)
        elif name == "tanh":
            y = torch.tanh(x)
        elif name == "ReLU":
            y = torch.relu(x)
        elif name == "leaky ReLU":
            y = torch.where(x > 0, x, 0.01 * x)
        elif name == "GELU":
            y = x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))
        else:
            raise ValueError(name)
        y.sum().backward()
    return y.detach(), x.grad
# %% wrong="activation_and_slope" why="'Numbers of any finite size may come': math with v ** 2 raises an OverflowError for 1e200"
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
# %% wrong="activation_and_slope" why="GELU is z times Phi(z): this is the tanh approximation, off by some ten-thousandths"
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
        k = math.sqrt(2 / math.pi)
        big = 0.5 * (1 + torch.tanh(k * (z + 0.044715 * z**3)))
        return z * big, big + z * torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    raise ValueError(f"unknown activation {name!r}")
# %% wrong="activation_and_slope" why="'nothing may become nan' for any finite size: GELU's slope by way of z squared times exp(-z squared / 2): inf times 0 at 1e200 (or 1e30 in float32)"
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
# %% right="activations_figure" why="plt.subplots and one loop, colours of the cycle"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% right="activations_figure" why="a bare Figure with add_subplot, numpy arrays, colours by hand, one legend for the whole figure"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    fig = Figure(figsize=(10, 4), layout="constrained")
    titles = ["activation", "derivative"]
    colours = dict(zip(curves, ["tab:blue", "tab:orange", "tab:green", "tab:red", "tab:purple"]))
    handles = []
    for i in range(2):
        ax = fig.add_subplot(1, 2, i + 1)
        for name in curves:
            (line,) = ax.plot(z.numpy(), curves[name][i].numpy(), color=colours[name])
            if i == 0:
                handles.append(line)
        ax.set_title(titles[i])
        ax.set_xlabel("z")
        ax.set_ylabel(["value", "slope"][i])
        ax.grid(True)
    fig.legend(handles, list(curves), loc="outside lower center", ncols=len(curves))
    return fig
# %% right="activations_figure" why="all lines of a panel in one call, from a table of columns; legend from handles"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    fig, axs = plt.subplots(ncols=2, sharex=True, layout="tight")
    names = list(curves.keys())
    for k, (ax, title, what) in enumerate(zip(axs, ("activation", "derivative"), ("f", "derivative of f"))):
        columns = torch.stack([curves[name][k] for name in names], dim=1)
        lines = ax.plot(z, columns, lw=2)
        ax.set(title=title, xlabel="z", ylabel=what)
        if k == 0:
            ax.legend(lines, names, fontsize="small")
    return fig
# %% right="activations_figure" why="the state machine of pyplot, subplot by subplot, lists"
def activations_figure(z, curves):
    fig = plt.figure(figsize=(8, 3), layout="tight")
    xs = z.tolist()
    plt.subplot(1, 2, 1)
    for name in curves:
        plt.plot(xs, curves[name][0].tolist(), label=name)
    plt.title("activation")
    plt.xlabel("z")
    plt.ylabel("activation")
    plt.legend(loc="best")
    plt.subplot(1, 2, 2)
    for name in curves:
        plt.plot(xs, curves[name][1].tolist())
    plt.title("derivative")
    plt.xlabel("z")
    plt.ylabel("derivative")
    return fig
# %% right="activations_figure" why="mosaic, a helper for a panel, markers at the points, colours of a colormap, limits from the data"
def _panel(ax, z, ys, colours):
    for name, y in ys.items():
        ax.plot(z, y, "-o", markersize=3, color=colours[name], label=name)
    lowest = min(float(y.min()) for y in ys.values())
    highest = max(float(y.max()) for y in ys.values())
    room = 0.1 * (highest - lowest) + 0.1
    ax.set_ylim(lowest - room, highest + room)
    ax.set_xlabel("input z")


def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, axes = plt.subplot_mosaic("AB", figsize=(9, 4), layout="constrained")
    colours = {name: plt.cm.viridis(i / 5) for i, name in enumerate(curves)}
    _panel(axes["A"], z, {name: pair[0] for name, pair in curves.items()}, colours)
    _panel(axes["B"], z, {name: pair[1] for name, pair in curves.items()}, colours)
    axes["A"].set_title("activation")
    axes["A"].set_ylabel("value f(z)")
    axes["B"].set_title("derivative")
    axes["B"].set_ylabel("slope f'(z)")
    axes["A"].legend(title="name")
    return figure
# %% wrong="activations_figure" why="'Nothing is cut off': fixed limits of y from -1.5 to 1.5 on the left"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)", ylim=(-1.5, 1.5))
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'Nothing is cut off': slopes below -0.05 (GELU's) are out of view on the right"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    right.set_ylim(bottom=-0.05)
    left.legend()
    return figure
# %% wrong="activations_figure" why="'Nothing is cut off': x always from -4 to 4"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)", xlim=(-4, 4))
    right.set(title="derivative", xlabel="z", ylabel="f'(z)", xlim=(-4, 4))
    left.legend()
    return figure
# %% wrong="activations_figure" why="'A name has the same colour left and right, and its own': only four colours, the fifth name has that of the first"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    colours = ["tab:blue", "tab:orange", "tab:green", "tab:red"]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for i, (name, (value, slope)) in enumerate(curves.items()):
        left.plot(z, value, label=name, color=colours[i % 4])
        right.plot(z, slope, label=name, color=colours[i % 4])
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'and its own': every name that is not in COLOURS is grey"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        colour = COLOURS.get(name, "grey")
        left.plot(z, value, label=name, color=colour)
        right.plot(z, slope, label=name, color=colour)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'a new one at each call': the figure of that name is emptied and drawn again"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, num="activations", clear=True, layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'through all points' over the same z: takes the points for evenly spaced"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    x = np.linspace(z[0].item(), z[-1].item(), len(z))
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(x, value, label=name)
        right.plot(x, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'A name has the same colour left and right': the right panel is drawn in alphabetical order"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, _) in curves.items():
        left.plot(z, value, label=name)
    for name in sorted(curves, key=str.lower):
        right.plot(z, curves[name][1], label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'names as they are': only the first word of the name, leaky for leaky ReLU"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name.split()[0])
        right.plot(z, slope)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'One line for each name': points without a line between them"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, "o", label=name)
        right.plot(z, slope, "o", label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'through all points': every second point only, and never the last of an even number"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    every = 1 if len(z) < 4 else 2
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z[::every], value[::every], label=name)
        right.plot(z[::every], slope[::every], label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure
# %% wrong="activations_figure" why="'A legend in the left panel (or one for the whole figure)': it is in the right panel"
def activations_figure(z: Tensor, curves: Mapping[str, tuple[Tensor, Tensor]]) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    right.legend()
    return figure
# %% right="train_runs" why="comprehension over seeds with descend, as in the hint"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)
# %% right="train_runs" why="torch.optim.SGD and nn.MSELoss, a tensor that is filled"
def train_runs(
    name: str, widths: Sequence[int], seeds: Sequence[int], inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> Tensor:
    losses = torch.zeros(len(seeds), n_steps + 1, dtype=torch.float64)
    criterion = nn.MSELoss()
    for i, seed in enumerate(seeds):
        net = start(widths, name, seed)
        optimiser = torch.optim.SGD(net.parameters(), lr=rate)
        for t in range(n_steps):
            optimiser.zero_grad()
            loss = criterion(net(inputs), targets)
            losses[i, t] = loss.item()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            losses[i, n_steps] = criterion(net(inputs), targets)
    return losses
# %% right="train_runs" why="autograd.grad by hand, live losses that are detached and stacked"
def train_runs(
    name: str, widths: Sequence[int], seeds: Sequence[int], inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> Tensor:
    rows = []
    for seed in seeds:
        net = start(widths, name, seed)
        row = []
        step = 0
        while True:
            loss = ((net(inputs) - targets) ** 2).mean()
            row.append(loss.detach())
            if step == n_steps:
                break
            grads = torch.autograd.grad(loss, tuple(net.parameters()))
            with torch.no_grad():
                for p, g in zip(net.parameters(), grads):
                    p -= rate * g
            step += 1
        rows.append(torch.stack(row))
    return torch.stack(rows)
# %% right="train_runs" why="all networks at once with torch.func: stacked parameters, vmap of grad_and_value"
def train_runs(
    name: str, widths: Sequence[int], seeds: Sequence[int], inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> Tensor:
    networks = [start(widths, name, seed) for seed in seeds]
    skeleton = networks[0]
    stacked, _ = torch.func.stack_module_state(networks)
    parameters = {key: one.detach() for key, one in stacked.items()}

    def loss_of(one):
        out = torch.func.functional_call(skeleton, one, (inputs,))
        return (out - targets).square().mean()

    both = torch.func.vmap(torch.func.grad_and_value(loss_of))
    columns = []
    for step in range(n_steps + 1):
        gradients, losses = both(parameters)
        columns.append(losses.detach())
        if step < n_steps:
            parameters = {key: parameters[key] - rate * gradients[key] for key in parameters}
    return torch.stack(columns, dim=1)
# %% right="train_runs" why="a class for a run, numpy in between, backward and grad"
class Run:
    def __init__(self, network, inputs, targets):
        self.network, self.inputs, self.targets = network, inputs, targets

    def loss(self):
        return nn.functional.mse_loss(self.network(self.inputs), self.targets)

    def step(self, rate):
        self.network.zero_grad()
        self.loss().backward()
        with torch.no_grad():
            for parameter in self.network.parameters():
                parameter.add_(parameter.grad, alpha=-rate)


def train_runs(
    name: str, widths: Sequence[int], seeds: Sequence[int], inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> Tensor:
    out = np.empty((len(seeds), n_steps + 1))
    for i in range(len(seeds)):
        run = Run(start(widths, name, seeds[i]), inputs, targets)
        out[i, 0] = run.loss().item()
        for t in range(1, n_steps + 1):
            run.step(rate)
            out[i, t] = run.loss().item()
    return torch.from_numpy(out)
# %% wrong="train_runs" why="'a seed that comes twice has two rows': a dictionary by seed has one"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = {}
    for seed in seeds:
        runs[seed] = descend(start(widths, name, seed), inputs, targets, rate, n_steps)
    return torch.tensor(list(runs.values()), dtype=torch.float64)
# %% wrong="train_runs" why="'Train one fresh network for each seed': networks are kept by seed, so a seed that comes twice goes on with the trained one"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    networks = {seed: start(widths, name, seed) for seed in seeds}
    rows = [descend(networks[seed], inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)
# %% wrong="train_runs" why="'The loss is the mean squared error over all entries': sums over the outputs, mean over the batch only"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net = start(widths, name, seed)
        row = []
        for t in range(n_steps + 1):
            loss = (net(inputs) - targets).square().sum(dim=1).mean()
            row.append(loss.item())
            if t < n_steps:
                net.zero_grad()
                loss.backward()
                with torch.no_grad():
                    for p in net.parameters():
                        p -= rate * p.grad
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)
# %% wrong="train_runs" why="'over all entries': only the first output counts"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net = start(widths, name, seed)
        row = []
        for t in range(n_steps + 1):
            loss = (net(inputs)[:, 0] - targets[:, 0]).square().mean()
            row.append(loss.item())
            if t < n_steps:
                net.zero_grad()
                loss.backward()
                with torch.no_grad():
                    for p in net.parameters():
                        p -= rate * p.grad
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)
# %% wrong="train_runs" why="'A run that diverges stays in its row': runs that are not finite are left out"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    runs = torch.tensor(rows, dtype=torch.float64)
    return runs[runs.isfinite().all(dim=1)]
# %% wrong="train_runs" why="'whatever its numbers are': inf and nan are replaced, and what is large is cut at 1e6"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    runs = torch.tensor(rows, dtype=torch.float64)
    return torch.nan_to_num(runs, nan=1e6, posinf=1e6).clamp(max=1e6)
# %% wrong="train_runs" why="'plain gradient descent': gradients are clipped at a norm of 10"
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
# %% wrong="train_runs" why="'start(widths, name, seed)': ReLUs begin with He's scale instead"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    scale = math.sqrt(2) if "ReLU" in name else 1.0
    rows = [descend(start(widths, name, seed, scale), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)
# %% wrong="train_runs" why="'no gradient leads through it': the live losses are stacked"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        net = start(widths, name, seed)
        row = []
        for t in range(n_steps + 1):
            loss = (net(inputs) - targets).square().mean()
            row.append(loss)
            if t < n_steps:
                grads = torch.autograd.grad(loss, list(net.parameters()))
                with torch.no_grad():
                    for p, g in zip(net.parameters(), grads):
                        p.data = p.data - rate * g
        rows.append(torch.stack(row))
    return torch.stack(rows)
# %% wrong="train_runs" why="'A run that diverges stays in its row': stops once the loss has grown tenfold, and repeats the last number"
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
# %% wrong="train_runs" why="'The result is float64', 'whatever its numbers are': the list goes through float32 and is widened: seven digits are left, and losses above 3.4e38 become inf"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows).double()
# %% wrong="train_runs" why="'plain gradient descent on the whole batch': batches above 32 go in chunks, one step for each chunk in turn"
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
# %% right="gradients_figure" why="np.median, semilogy, colour of the line handed to the band"
def gradients_figure(sizes):
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        table = one.numpy()
        layers = np.arange(1, table.shape[1] + 1)
        (line,) = ax.semilogy(layers, np.median(table, axis=0), label=name)
        ax.fill_between(layers, table.min(axis=0), table.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set_xlabel("layer")
    ax.set_ylabel("size of the gradient")
    ax.legend()
    return fig
# %% right="gradients_figure" why="torch.quantile, amin and amax, default cycles of lines and bands, a legend for the whole figure"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    figure = plt.figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.set_yscale("log")
    for name in sizes:
        s = sizes[name].double()
        x = torch.arange(1, s.size(1) + 1)
        axes.plot(x, torch.quantile(s, 0.5, dim=0), "o-", label=name)
        axes.fill_between(x, s.amin(dim=0), s.amax(dim=0), alpha=0.3)
    axes.set(xlabel="layer (1 is the first)", ylabel="RMS of the gradient")
    axes.grid(alpha=0.3)
    figure.legend(loc="outside right upper")
    return figure
# %% right="gradients_figure" why="statistics.median and Python lists, a bare Figure, colours with an alpha of their own"
import statistics

from matplotlib.colors import to_rgba


def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig = Figure(figsize=(6, 4), layout="tight")
    ax = fig.subplots()
    lines = []
    for colour, (name, table) in zip(["crimson", "navy", "darkgreen", "orange"], sizes.items()):
        columns = list(zip(*table.tolist()))
        x = [k + 1 for k in range(len(columns))]
        lines += ax.plot(x, [statistics.median(column) for column in columns], color=colour, lw=2)
        low = [min(column) for column in columns]
        high = [max(column) for column in columns]
        ax.fill_between(x, low, high, facecolor=to_rgba(colour, 0.25), edgecolor="none")
    ax.legend(lines, list(sizes))
    ax.set_yscale("log")
    ax.set_xlabel("Layer")
    ax.set_ylabel("Gradient size")
    return fig
# %% right="gradients_figure" why="pyplot as a state machine, sort by hand for the median, limits from all the data"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig = plt.figure()
    for i, (name, one) in enumerate(sizes.items()):
        ordered = torch.sort(one, dim=0).values
        n, n_layers = ordered.shape
        if n % 2 == 1:
            middle = ordered[n // 2]
        else:
            middle = (ordered[n // 2 - 1] + ordered[n // 2]) / 2
        x = np.arange(n_layers) + 1
        plt.fill_between(x, ordered[0].numpy(), ordered[-1].numpy(), color=f"C{i}", alpha=0.15, linewidth=0)
        plt.plot(x, middle.numpy(), color=f"C{i}", label=name, marker=".")
    plt.yscale("log")
    plt.ylim(min(float(s.min()) for s in sizes.values()) / 2, 2 * max(float(s.max()) for s in sizes.values()))
    plt.xlabel("layer")
    plt.ylabel("root mean square of the gradient")
    plt.legend()
    return fig
# %% right="gradients_figure" why="the band as a filled polygon, there and back"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    figure, axes = plt.subplots()
    axes.set(yscale="log", xlabel="number of the layer", ylabel="gradient: size")
    colours = plots.colours_of(list(sizes))
    for name, one in sizes.items():
        rows = one.detach().cpu().numpy()
        x = np.arange(1, rows.shape[1] + 1)
        there_and_back = np.concatenate([x, x[::-1]])
        edges = np.concatenate([rows.min(0), rows.max(0)[::-1]])
        axes.fill(there_and_back, edges, color=colours[name], alpha=0.2)
        axes.plot(x, np.percentile(rows, 50, axis=0), color=colours[name], label=name)
    axes.legend()
    return figure
# %% wrong="gradients_figure" why="'the median over the seeds': a mean of all but the smallest and the largest, which is the median of up to four"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = np.sort(one.numpy(), axis=0)
        inner = rows[1:-1] if len(rows) > 2 else rows
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, inner.mean(axis=0), label=name)
        ax.fill_between(x, rows[0], rows[-1], color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'of an even number of seeds, the median is the mean of the two in the middle': torch.median takes the lower one"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        x = torch.arange(1, one.shape[1] + 1)
        (line,) = ax.plot(x, one.median(dim=0).values, label=name)
        ax.fill_between(x, one.amin(0), one.amax(0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'from the smallest to the largest of the seeds': outliers are dropped once there are eight seeds"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = np.sort(one.numpy(), axis=0)
        k = len(rows) // 8
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows[k], rows[len(rows) - 1 - k], color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'Nothing is cut off': y always from 1e-6 to 1e3"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient", ylim=(1e-6, 1e3))
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'Nothing is cut off': x ends at the last layer of the last table, which may be the shorter one"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.set_xlim(0.9, x[-1] + 0.1)
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'Nothing is cut off': the limits of y are those of the last table"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
        ax.set_ylim(rows.min() / 1.5, rows.max() * 1.5)
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'Each way has a colour of its own': all are blue, told apart by the style of the line"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for style, (name, one) in zip(("-", "--", ":", "-."), sizes.items()):
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        ax.plot(x, np.median(rows, axis=0), linestyle=style, color="tab:blue", label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color="tab:blue", alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'Each way has a colour of its own': three colours for up to four ways"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for colour, (name, one) in zip(itertools.cycle("rgb"), sizes.items()):
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        ax.plot(x, np.median(rows, axis=0), color=colour, label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=colour, alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'from the smallest to the largest', 'the median': sizes below 1e-8 are lifted to 1e-8, for the logarithm"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy().clip(min=1e-8)
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'a new one at each call': draws into the figure called gradients again"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig = plt.figure("gradients")
    fig.clear()
    ax = fig.add_subplot()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'a legend has the names at the lines': they are at the bands"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0))
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2, label=name)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'the names as they are': only what stands before the first space"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name.split(" ")[0])
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig
# %% wrong="gradients_figure" why="'that of x is not' logarithmic: from eight layers on it is"
def gradients_figure(sizes: Mapping[str, Tensor]) -> Figure:
    fig, ax = plt.subplots(layout="constrained")
    deepest = max(one.shape[1] for one in sizes.values())
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        (line,) = ax.plot(x, np.median(rows, axis=0), label=name)
        ax.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    ax.set(yscale="log", xlabel="layer", ylabel="size of the gradient")
    if deepest >= 8:
        ax.set_xscale("log")
    ax.legend()
    return fig
# %% right="dead_units" why="walk through the modules without gradient, count after each linear layer but the last"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs
    with torch.no_grad():
        for module in list(network)[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts
# %% right="dead_units" why="pairs of linear layer and activation, the largest z of each unit"
@torch.no_grad()
def dead_units(network, inputs):
    modules = [*network]
    result: list[int] = []
    h = inputs
    for linear, bend in zip(modules[:-1:2], modules[1::2]):
        z = linear(h)
        largest = z.max(dim=0).values
        result.append(torch.count_nonzero(largest <= 0).item())
        h = bend(z)
    return result
# %% right="dead_units" why="forward hooks, which are removed whatever happens"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    seen: list[Tensor] = []
    hidden = [module for module in network if isinstance(module, nn.Linear)][:-1]
    handles = [layer.register_forward_hook(lambda _m, _i, out: seen.append(out.detach())) for layer in hidden]
    try:
        with torch.no_grad():
            network(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return [(~(z > 0).any(dim=0)).sum().item() for z in seen]
# %% right="dead_units" why="networks cut off after each linear layer, slices, and plain loops over the units"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    for i in range(0, len(network) - 1, 2):
        z = network[: i + 1](inputs).detach()
        dead = 0
        for unit in z.T.tolist():
            if all(number <= 0 for number in unit):
                dead += 1
        counts.append(dead)
    return counts
# %% right="dead_units" why="recursion, functional.linear with detached weights, numpy for the counts"
def _dead(modules: list[nn.Module], h: Tensor) -> list[int]:
    if len(modules) <= 1:
        return []
    first, bend, *rest = modules
    z = nn.functional.linear(h, first.weight.detach(), first.bias.detach())
    off = np.all(z.numpy() <= 0, axis=0)
    return [int(np.sum(off))] + _dead(rest, bend(z))


def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    return _dead(list(network), inputs.detach())
# %% wrong="dead_units" why="'z is what the linear layer before the activation returns', 'the same for every activation': looks behind the activation, where a sigmoid is never off"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if not isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts
# %% wrong="dead_units" why="'For each hidden layer of a network': only the first one"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    if len(network) < 3:
        return []
    with torch.no_grad():
        z = network[0](inputs)
    return [int((z <= 0).all(dim=0).sum())]
# %% wrong="dead_units" why="'what the linear layer before the activation returns' in the network: goes from linear layer to linear layer without the activations"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    linear = [module for module in network if isinstance(module, nn.Linear)]
    counts = []
    z = inputs
    with torch.no_grad():
        for layer in linear[:-1]:
            z = layer(z)
            counts.append(int((z <= 0).all(dim=0).sum()))
    return counts
# %% wrong="dead_units" why="'The definition is the same for every activation', z of the network itself: puts a ReLU between the layers, whatever the network has"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    linear = [module for module in network if isinstance(module, nn.Linear)]
    counts = []
    h = inputs
    with torch.no_grad():
        for layer in linear[:-1]:
            z = layer(h)
            counts.append(int((z <= 0).all(dim=0).sum()))
            h = torch.relu(z)
    return counts
# %% wrong="dead_units" why="'a network without a hidden layer has an empty one': counts the outputs of a single linear layer"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    with torch.no_grad():
        x = network[0](inputs)
        counts = [int((x <= 0).all(dim=0).sum())]
        for module in network[1:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts
# %% wrong="dead_units" why="'The network must be as it was: gradients': zero_grad() throws away those that were there"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs
    network.zero_grad()
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    return counts
# %% wrong="dead_units" why="'The network must be as it was: mode': a network in eval mode is in training mode afterwards"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs
    network.eval()
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    network.train()
    return counts
# %% wrong="dead_units" why="'The network must be as it was: hooks': clears all forward hooks, those of others too"
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
# %% wrong="dead_units" why="'z <= 0': a tolerance of 1e-6 counts units that are a little above 0"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x < 1e-6).all(dim=0).sum()))
    return counts
# %% wrong="dead_units" why="'hooks': of its own forward hooks only the first is removed, those of the second hidden layer and so on stay"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    seen = []
    handle = None
    for module in network[:-1]:
        if isinstance(module, nn.Linear):
            new = module.register_forward_hook(lambda module, given, out: seen.append(out))
            handle = handle or new
    with torch.no_grad():
        network(inputs)
    if handle is not None:
        handle.remove()
    return [int((z <= 0).all(dim=0).sum()) for z in seen]
# %% wrong="dead_units" why="'off for every example: z <= 0 in the whole batch': looks at no more than 32 examples"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    x = inputs[:32]
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts
# %% wrong="dead_units" why="'z <= 0' for the same definition everywhere: counts the units with slope 0, so that leaky ReLU and tanh have none"
def dead_units(network: nn.Sequential, inputs: Tensor) -> list[int]:
    counts = []
    modules = list(network)
    h = inputs.detach()
    for layer, bend in zip(modules[:-1:2], modules[1::2]):
        z = layer(h).detach().requires_grad_()
        out = bend(z)
        (slope,) = torch.autograd.grad(out.sum(), z)
        counts.append(int((slope == 0).all(dim=0).sum()))
        h = out.detach()
    return counts
# %% right="swapped" why="deepcopy of what is linear, a new module for what is not, as in the hint"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(copy.deepcopy(module))
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)
# %% right="swapped" why="deepcopy of the whole network, then every second module is replaced in the copy"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    new = copy.deepcopy(network)
    for i in range(1, len(new), 2):
        new[i] = ACTIVATIONS[name]()
    return new
# %% right="swapped" why="linear layers built anew, weights by load_state_dict, frozen ones stay frozen"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    parts: list[nn.Module] = []
    for module in network:
        if not isinstance(module, nn.Linear):
            parts.append(ACTIVATIONS[name]())
            continue
        twin = nn.Linear(
            module.in_features, module.out_features, bias=module.bias is not None, dtype=module.weight.dtype
        )
        twin.load_state_dict(module.state_dict())
        for mine, given in zip(twin.parameters(), module.parameters()):
            mine.requires_grad_(given.requires_grad)
        parts.append(twin)
    return nn.Sequential(*parts)
# %% right="swapped" why="one comprehension over even and odd places, with one activation object for all places"
def swapped(network, name):
    bend = ACTIVATIONS[name]()
    return nn.Sequential(*(bend if i % 2 else copy.deepcopy(m) for i, m in enumerate(network)))
# %% right="swapped" why="start() for the skeleton, parameters copied one by one; seed is of no matter"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    linear = network[::2]
    widths = [linear[0].in_features] + [layer.out_features for layer in linear]
    new = start(widths, name, seed=0)
    with torch.no_grad():
        for mine, given in zip(new.parameters(), network.parameters(), strict=True):
            mine.copy_(given)
            mine.requires_grad_(given.requires_grad)
    return new.to(linear[0].weight.dtype)
# %% wrong="swapped" why="'with activations of any of the five kinds': leaves leaky ReLU and GELU as they are"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    new = copy.deepcopy(network)
    for i, module in enumerate(new):
        if isinstance(module, (nn.ReLU, nn.Sigmoid, nn.Tanh)):
            new[i] = ACTIVATIONS[name]()
    return new
# %% wrong="swapped" why="'The same weights and biases': the biases of the copy are 0, as start() makes them"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers = [module for module in network if isinstance(module, nn.Linear)]
    widths = [layers[0].in_features, *(layer.out_features for layer in layers)]
    new = start(widths, name, 0)
    with torch.no_grad():
        for mine, given in zip(new[::2], layers, strict=True):
            mine.weight.copy_(given.weight)
    return new
# %% wrong="swapped" why="'Networks of any depth may come': exchanges the first two activations only"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    new = copy.deepcopy(network)
    for i in (1, 3):
        if i < len(new):
            new[i] = ACTIVATIONS[name]()
    return new
# %% wrong="swapped" why="'return a new network': the given one itself, where its activations are of the named kind already"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    kind = type(ACTIVATIONS[name]())
    if all(isinstance(module, (nn.Linear, kind)) for module in network):
        return network
    layers = [copy.deepcopy(m) if isinstance(m, nn.Linear) else ACTIVATIONS[name]() for m in network]
    return nn.Sequential(*layers)
# %% wrong="swapped" why="'The given network stays as it was': its gradients are thrown away before it is copied"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    network.zero_grad()  # a copy needs no old gradients
    layers = [copy.deepcopy(m) if isinstance(m, nn.Linear) else ACTIVATIONS[name]() for m in network]
    return nn.Sequential(*layers)
# %% wrong="swapped" why="'all of which are of the named kind (ACTIVATIONS[name]())': GELU in its tanh approximation"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    fresh = {
        "sigmoid": nn.Sigmoid(),
        "tanh": nn.Tanh(),
        "ReLU": nn.ReLU(),
        "leaky ReLU": nn.LeakyReLU(0.01),
        "GELU": nn.GELU(approximate="tanh"),
    }
    layers = [copy.deepcopy(m) if isinstance(m, nn.Linear) else copy.deepcopy(fresh[name]) for m in network]
    return nn.Sequential(*layers)
# %% wrong="swapped" why="'training the new network must not move the given one': the last layer is shared"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers: list[nn.Module] = []
    for layer in network[:-1:2]:
        layers += [copy.deepcopy(layer), ACTIVATIONS[name]()]
    return nn.Sequential(*layers, network[-1])
# %% wrong="swapped" why="'as copies': the biases are views of the given ones, training moves both"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers: list[nn.Module] = []
    for module in network:
        if isinstance(module, nn.Linear):
            new = nn.Linear(module.in_features, module.out_features, dtype=module.weight.dtype)
            new.weight = nn.Parameter(module.weight.detach().clone())
            new.bias = nn.Parameter(module.bias.detach())
            layers.append(new)
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)
# %% wrong="swapped" why="'return a new network': asked twice for the same, it returns the one of the first time, trained or not"
import functools


@functools.cache
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers = [copy.deepcopy(m) if isinstance(m, nn.Linear) else ACTIVATIONS[name]() for m in network]
    return nn.Sequential(*layers)
# %% wrong="swapped" why="'Networks of any depth may come', 'new', 'as copies': a network without an activation is returned itself"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    if len(network) == 1:
        return network  # nothing to swap
    new = copy.deepcopy(network)
    for i in range(1, len(new), 2):
        new[i] = ACTIVATIONS[name]()
    return new
# %% wrong="swapped" why="'The given network stays as it was': exchanges its activations in place and returns a copy of it"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    for i, module in enumerate(network):
        if not isinstance(module, nn.Linear):
            network[i] = ACTIVATIONS[name]()
    return copy.deepcopy(network)
# %% wrong="swapped" why="'have the same weights and biases': copies pass through float32, seven digits are left"
def swapped(network: nn.Sequential, name: str) -> nn.Sequential:
    layers: list[nn.Module] = []
    for module in network:
        if isinstance(module, nn.Linear):
            new = nn.Linear(module.in_features, module.out_features)
            new.load_state_dict(module.state_dict())
            layers.append(new.double())
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)
