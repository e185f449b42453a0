# %% right="activation_and_slope" why="if and elif, torch.where, the formulas of the table"
def activation_and_slope(name, z):
    if name == "sigmoid":
        value = torch.sigmoid(z)
        return value, value * (1 - value)
    elif name == "tanh":
        value = torch.tanh(z)
        return value, 1 - value**2
    elif name == "ReLU":
        return torch.relu(z), torch.where(z > 0, torch.ones_like(z), 0.0)
    elif name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    elif name == "GELU":
        below = 0.5 * (1 + torch.erf(z / math.sqrt(2)))
        density = torch.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)
        return z * below, below + z * density
    raise ValueError(f"unknown activation {name!r}")


# %% right="activation_and_slope" why="a table of small functions; ndtr, expit, heaviside, maximum, lerp"
def _sigmoid(z):
    return torch.special.expit(z), torch.special.expit(z) * torch.special.expit(-z)


def _tanh(z):
    t = z.tanh()
    return t, (1 + t) * (1 - t)


def _relu(z):
    return z.clamp(min=0), torch.heaviside(z, z.new_zeros(()))


def _leaky(z):
    on = torch.heaviside(z, z.new_zeros(()))
    return torch.maximum(z, z * 0.01), torch.lerp(torch.full_like(z, 0.01), torch.ones_like(z), on)


def _gelu(z):
    phi = torch.exp(z.square() / -2) * (2 * math.pi) ** -0.5
    return z * torch.special.ndtr(z), torch.special.ndtr(z).addcmul(z, phi)


BENDS = {"sigmoid": _sigmoid, "tanh": _tanh, "ReLU": _relu, "leaky ReLU": _leaky, "GELU": _gelu}


def activation_and_slope(name, z):
    try:
        bend = BENDS[name]
    except KeyError:
        raise ValueError(f"{name!r} is none of {', '.join(BENDS)}") from None
    return bend(z)


# %% right="activation_and_slope" why="plain Python floats, one entry at a time, math in double precision whatever the dtype"
def _one(name, x):
    match name:
        case "sigmoid":
            s = 1 / (1 + math.exp(-x)) if x > -700 else 0.0
            return s, s * (1 - s)
        case "tanh":
            t = math.tanh(x)
            return t, 1 - t * t
        case "ReLU":
            return (x, 1.0) if x > 0 else (0.0, 0.0)
        case "leaky ReLU":
            return (x, 1.0) if x > 0 else (0.01 * x, 0.01)
        case "GELU":
            below = 0.5 * math.erfc(-x / math.sqrt(2))
            density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
            return x * below, below + x * density


def activation_and_slope(name, z):
    if name not in ("sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"):
        raise ValueError(name)
    pairs = [_one(name, x) for x in z.flatten().tolist()]
    value = torch.tensor([p[0] for p in pairs], dtype=z.dtype, device=z.device)
    slope = torch.tensor([p[1] for p in pairs], dtype=z.dtype, device=z.device)
    return value.reshape(z.shape), slope.reshape(z.shape)


# %% right="activation_and_slope" why="NumPy and scipy.special inside, in float64, and back to the dtype of z"
from scipy import special


def activation_and_slope(name, z):
    if name not in {"sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"}:
        raise ValueError(f"there is no activation {name!r}")
    x = np.array(z.detach().cpu(), dtype=np.float64)
    if name == "sigmoid":
        y = special.expit(x)
        dy = y * special.expit(-x)
    elif name == "tanh":
        y = np.tanh(x)
        dy = 1 - y**2
    elif name == "GELU":
        with np.errstate(over="ignore", under="ignore"):
            y = x * special.ndtr(x)
            dy = special.ndtr(x) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    else:
        left = 0.01 if name.startswith("leaky") else 0.0
        y = np.where(x > 0, x, left * x)
        dy = np.where(x > 0, 1.0, left)
    return torch.tensor(y, dtype=z.dtype), torch.tensor(dy, dtype=z.dtype)


# %% right="activation_and_slope" why="empty tensors filled through masks; ReLU as a mean with the absolute value; tanh's slope from cosh; sigmoid by tanh"
def activation_and_slope(name, z):
    names = ["sigmoid", "tanh", "ReLU", "leaky ReLU", "GELU"]
    if names.count(name) != 1:
        raise ValueError(f"name must be one of {names}, not {name!r}")
    value = torch.empty_like(z)
    slope = torch.empty_like(z)
    positive = z.gt(0)
    if name.endswith("ReLU"):
        low = 0.01 * (name != "ReLU")
        value.copy_((z + z.abs()) / 2)
        value += low * torch.minimum(z, torch.zeros_like(z))
        slope.fill_(low)
        slope.masked_fill_(positive, 1)
    elif name == "tanh":
        value.copy_((torch.sigmoid(2 * z) - 0.5) * 2)
        slope.copy_(z.cosh().reciprocal().square())
    elif name == "sigmoid":
        value.copy_(torch.sigmoid(z))
        slope.copy_(0.25 - (value - 0.5).square())
    else:
        half = torch.erfc(z / -(2**0.5)) / 2
        value.copy_(half).mul_(z)
        slope.copy_(z).mul_(torch.exp(-z * z / 2)).div_((2 * math.pi) ** 0.5).add_(half)
    return value, slope


# %% wrong="activation_and_slope" why="statement: 'Numbers of any size ... nothing may become nan': the sigmoid's slope is e^-z / (1 + e^-z)^2, inf over inf far left (float32 from about -45 on, float64 from -355 on)"
def activation_and_slope(name, z):
    if name == "sigmoid":
        e = torch.exp(-z)
        return 1 / (1 + e), e / (1 + e) ** 2
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


# %% wrong="activation_and_slope" why="statement: 'two new tensors, which share no memory with z': the ReLUs return z itself where all entries are positive"
def activation_and_slope(name, z):
    if name in ("ReLU", "leaky ReLU"):
        low = 0.0 if name == "ReLU" else 0.01
        if (z > 0).all():
            return z, torch.ones_like(z)
        return torch.where(z > 0, z, low * z), torch.where(z > 0, torch.ones_like(z), low)
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "GELU":
        below = torch.special.ndtr(z)
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'of the shape and dtype of z (float32 or float64)': all is computed and returned in float64"
def activation_and_slope(name, z):
    z = z.double()
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.relu(z), (z > 0).double()
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "GELU":
        below = (1 + torch.erf(z / math.sqrt(2))) / 2
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'A name that is not exactly one of the five raises': upper and lower case and blanks around it are forgiven"
def activation_and_slope(name, z):
    key = name.strip().lower()
    if key == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if key == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if key == "relu":
        return torch.relu(z), (z > 0).to(z.dtype)
    if key == "leaky relu":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if key == "gelu":
        below = (1 + torch.erf(z / math.sqrt(2))) / 2
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'A name that is not exactly one of the five raises': any name that holds the word leaky is taken ('leaky', 'very leaky ReLU')"
def activation_and_slope(name, z):
    if "leaky" in name:
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "ReLU":
        return torch.relu(z), (z > 0).to(z.dtype)
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "GELU":
        below = (1 + torch.erf(z / math.sqrt(2))) / 2
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'A name that is not exactly one of the five raises a ValueError': an empty z is returned before anybody looks at the name"
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


# %% wrong="activation_and_slope" why="statement: 'by the formulas of the table', numbers of any size: z is clipped to -30 to 30 against overflow, and GELU(1000) is 30"
def activation_and_slope(name, z):
    safe = z.clamp(-30, 30)
    if name == "sigmoid":
        s = 1 / (1 + torch.exp(-safe))
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(safe)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.relu(z), (z > 0).to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "GELU":
        below = (1 + torch.erf(safe / math.sqrt(2))) / 2
        return safe * below, below + safe * torch.exp(-(safe**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="table: '1 for z > 0': the ReLUs' slope is 1 only above a tolerance of 1e-8"
def activation_and_slope(name, z):
    on = z > 1e-8
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.relu(z), on.to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(on, z, 0.01 * z), torch.where(on, torch.ones_like(z), 0.01)
    if name == "GELU":
        below = (1 + torch.erf(z / math.sqrt(2))) / 2
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="table: GELU is z Phi(z), by erf: beyond 3.5 it is taken for 0 or z, and its slope for 0 or 1 (off by 8e-4)"
def activation_and_slope(name, z):
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
        near = z.abs() <= 3.5
        inner = torch.where(near, z, torch.zeros_like(z))
        below = (1 + torch.erf(inner / math.sqrt(2))) / 2
        slope = below + inner * torch.exp(-(inner**2) / 2) / math.sqrt(2 * math.pi)
        return torch.where(near, inner * below, torch.relu(z)), torch.where(near, slope, (z > 0).to(z.dtype))
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'Each call returns two new tensors': results are kept by name and numbers, and handed out again"
_KEPT = {}


def _fresh(name, z):
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


def activation_and_slope(name, z):
    key = (name, z.dtype, tuple(z.shape), tuple(z.flatten().tolist()))
    if key not in _KEPT:
        _KEPT[key] = _fresh(name, z)
    return _KEPT[key]


# %% wrong="activation_and_slope" why="statement: 'without autograd': the slopes come from backward(), in a block that switches inference mode off"
def _value(name, z):
    if name == "sigmoid":
        return torch.sigmoid(z)
    if name == "tanh":
        return torch.tanh(z)
    if name == "ReLU":
        return torch.relu(z)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z)
    if name == "GELU":
        return z * torch.special.ndtr(z)
    raise ValueError(name)


def activation_and_slope(name, z):
    with torch.inference_mode(False), torch.enable_grad():
        own = torch.tensor(z.tolist(), dtype=z.dtype).reshape(z.shape).requires_grad_()
        value = _value(name, own)
        value.sum().backward()
        return value.detach().clone(), own.grad.clone()


# %% wrong="activation_and_slope" why="statement: 'not by the modules of ACTIVATIONS': the values come from them"
def activation_and_slope(name, z):
    if name not in ACTIVATIONS:
        raise ValueError(name)
    with torch.no_grad():
        value = ACTIVATIONS[name]()(z).clone()
    if name == "sigmoid":
        slope = value * (1 - value)
    elif name == "tanh":
        slope = 1 - value**2
    elif name == "GELU":
        slope = torch.special.ndtr(z) + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    else:
        slope = torch.where(z > 0, torch.ones_like(z), 0.0 if name == "ReLU" else 0.01)
    return value, slope


# %% wrong="activation_and_slope" why="statement: 'any shape, an empty one too': entries one by one with torch.stack, which has nothing to stack"
def _entry(name, x):
    if name == "sigmoid":
        s = torch.sigmoid(x)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(x)
        return t, 1 - t**2
    if name == "GELU":
        below = (1 + torch.erf(x / math.sqrt(2))) / 2
        return x * below, below + x * torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    low = 0.0 if name == "ReLU" else 0.01
    return (x.clone(), torch.ones_like(x)) if x > 0 else (low * x, torch.full_like(x, low))


def activation_and_slope(name, z):
    if name not in ACTIVATIONS:
        raise ValueError(name)
    pairs = [_entry(name, x) for x in z.reshape(-1)]
    value = torch.stack([pair[0] for pair in pairs]).reshape(z.shape)
    slope = torch.stack([pair[1] for pair in pairs]).reshape(z.shape)
    return value, slope


# %% wrong="activation_and_slope" why="statement: 'any shape': z is walked by rows, so a tensor without a dimension fails"
def activation_and_slope(name, z):
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        t = torch.tanh(z)
        return t, 1 - t**2
    if name == "GELU":
        below = (1 + torch.erf(z / math.sqrt(2))) / 2
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    if name in ("ReLU", "leaky ReLU"):
        low = 0.0 if name == "ReLU" else 0.01
        value, slope = z.clone(), torch.ones_like(z)
        for i in range(len(z)):
            value[i] = torch.where(z[i] > 0, z[i], low * z[i])
            slope[i] = torch.where(z[i] > 0, slope[i], low)
        return value, slope
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'Numbers of any size up to 1e300': nothing may become nan; the slope of GELU is (value + z^2 phi) / z, which is inf times 0 far out (0 itself is looked after)"
def activation_and_slope(name, z):
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
        value = z * torch.special.ndtr(z)
        z2 = z * z
        slope = (value + z2 * torch.exp(-z2 / 2) / math.sqrt(2 * math.pi)) / z
        return value, torch.where(z == 0, torch.full_like(z, 0.5), slope)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="statement: 'Numbers of any size': tanh from exponentials, (e^2z - 1) / (e^2z + 1), turned at 0 for the far right only up to 1e5, so that it is nan above"
def activation_and_slope(name, z):
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s, s * (1 - s)
    if name == "tanh":
        moderate = torch.where(z.abs() < 1e5, z.clamp(-300, 300), z)
        e = torch.exp(2 * moderate)
        t = (e - 1) / (e + 1)
        return t, 1 - t**2
    if name == "ReLU":
        return torch.relu(z), (z > 0).to(z.dtype)
    if name == "leaky ReLU":
        return torch.where(z > 0, z, 0.01 * z), torch.where(z > 0, torch.ones_like(z), 0.01)
    if name == "GELU":
        below = torch.special.ndtr(z)
        return z * below, below + z * torch.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    raise ValueError(name)


# %% wrong="activation_and_slope" why="docstring: 'new tensors', 'any shape': view(-1) fails for a transposed z, and for all others the value of ReLU is computed in place and z repaired from a copy of float32 precision"
def activation_and_slope(name, z):
    flat = z.view(-1)
    if name == "sigmoid":
        value = torch.sigmoid(flat)
        slope = value * (1 - value)
    elif name == "tanh":
        value = torch.tanh(flat)
        slope = 1 - value**2
    elif name == "GELU":
        below = torch.special.ndtr(flat)
        value, slope = flat * below, below + flat * torch.exp(-(flat**2) / 2) / math.sqrt(2 * math.pi)
    elif name in ("ReLU", "leaky ReLU"):
        low = 0.0 if name == "ReLU" else 0.01
        backup = flat.float()
        flat[flat <= 0] *= low
        value = flat.clone()
        flat.copy_(backup)
        slope = torch.where(flat > 0, torch.ones_like(flat), low)
    else:
        raise ValueError(name)
    return value.view(z.shape), slope.view(z.shape)


# %% right="activations_figure" why="plt.subplots, one loop, the colours of the cycle, a legend on the left"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% right="activations_figure" why="a Figure without pyplot, colours spread over a map, a legend for the whole figure, guide lines, words as labels"
from matplotlib.figure import Figure as _Figure


def activations_figure(z, curves):
    figure = _Figure(figsize=(10, 4), layout="constrained")
    panels = figure.subplots(ncols=2, sharex=True)
    places = np.linspace(0.0, 0.85, len(curves))
    colours = dict(zip(curves, plt.get_cmap("plasma")(places), strict=True))
    handles = {}
    for side, (axes, title, word) in enumerate(zip(panels, ("activation", "derivative"), ("value", "slope"), strict=True)):
        axes.axhline(0.0, color="0.6", linewidth=0.8)
        axes.axvline(0.0, color="0.6", linewidth=0.8)
        for name in curves:
            [handles[name]] = axes.plot(z.numpy(), curves[name][side].numpy(), color=colours[name], linestyle="-")
        axes.set_title(title)
        axes.set_xlabel("$z$")
        axes.set_ylabel(word)
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles))
    return figure


# %% right="activations_figure" why="line collections and proxies in the legend; limits by autoscale; a mosaic of panels; labels shared by the figure along x"
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D


def activations_figure(z, curves):
    figure, panels = plt.subplot_mosaic([["activation", "derivative"]], figsize=(9, 4), layout="constrained")
    palette = ["tab:blue", "tab:orange", "tab:green", "tab:red", "black"][: len(curves)]
    for side, (title, axes) in enumerate(panels.items()):
        lines = [np.column_stack([z.tolist(), pair[side].tolist()]) for pair in curves.values()]
        axes.add_collection(LineCollection(lines, colors=palette, linewidths=2))
        axes.autoscale()
        axes.margins(0.05)
        axes.set_title(title)
        axes.set_ylabel(["$f(z)$", "$f'(z)$"][side])
    figure.supxlabel("z")
    proxies = [Line2D([], [], color=colour, linewidth=2, label=name) for name, colour in zip(curves, palette, strict=True)]
    panels["derivative"].legend(handles=proxies, loc="best")
    return figure


# %% right="activations_figure" why="all lines of a panel in one call with a matrix, with markers where there are few points, and the legend from returned lines"
def activations_figure(z, curves):
    names = list(curves)
    values = np.stack([curves[name][0].detach().numpy() for name in names], axis=1)
    slopes = np.stack([curves[name][1].detach().numpy() for name in names], axis=1)
    figure = plt.figure(figsize=(8.5, 3.6))
    few = "." if len(z) < 20 else None
    for number, (title, label, data) in enumerate((("activation", "f(z)", values), ("derivative", "f'(z)", slopes)), start=1):
        axes = figure.add_subplot(1, 2, number)
        drawn = axes.plot(np.asarray(z), data, marker=few)
        for line, name in zip(drawn, names):
            line.set_label(name)
        plt.setp(axes, title=title, xlabel="z", ylabel=label)
        axes.grid(True)
    axes.legend(drawn, names)
    return figure


# %% wrong="activations_figure" why="statement: 'no two names share a colour': a palette of four, used again from the start for the fifth"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    palette = ["tab:blue", "tab:orange", "tab:green", "tab:red"]
    for i, (name, (value, slope)) in enumerate(curves.items()):
        colour = palette[i % len(palette)]
        style = "-" if i < len(palette) else "--"
        left.plot(z, value, label=name, color=colour, linestyle=style)
        right.plot(z, slope, color=colour, linestyle=style)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'no two names share a colour': the course's colours for the five, and black for each name that is none of them"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for name, (value, slope) in curves.items():
        look = plots.look_of(COLOURS.get(name, "black"))
        left.plot(z, value, label=name, **look)
        right.plot(z, slope, label=name, **look)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    right.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'through all points': every k-th point where there are more than 500, which also loses the last one"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    every = max(1, len(z) // 250)
    for name, (value, slope) in curves.items():
        left.plot(z[::every], value[::every], label=name)
        right.plot(z[::every], slope[::every], label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'Nothing is cut off': the panels share y, and the limits are those of the values alone"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), sharey=True)
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    low = min(value.min().item() for value, _ in curves.values())
    high = max(value.max().item() for value, _ in curves.values())
    room = 0.05 * (high - low) + 0.01
    left.set(title="activation", xlabel="z", ylabel="f(z)", ylim=(low - room, high + room))
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'Nothing is cut off': x goes from -5 to 5, the slopes from -0.2 to 1.2"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)", xlim=(-5, 5))
    right.set(title="derivative", xlabel="z", ylabel="f'(z)", xlim=(-5, 5), ylim=(-0.2, 1.2))
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'A legend shows each name': names in it sorted by length, the lines not, so that names stand beside other names' colours"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for value, slope in curves.values():
        left.plot(z, value)
        right.plot(z, slope)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend(left.get_lines(), sorted(curves, key=len))
    return figure


# %% wrong="activations_figure" why="statement: 'shows each name unchanged': names of more than 12 characters are cut"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name[:12])
        right.plot(z, slope, label=name[:12])
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'One line for each name in each panel': the fifth style of the list is no line at all, and markers are too far apart to be joined"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    styles = ["-", "--", "-.", ":", "None"]
    for (name, (value, slope)), style in zip(curves.items(), styles):
        left.plot(z, value, label=name, linestyle=style, marker=".")
        right.plot(z, slope, label=name, linestyle=style, marker=".")
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'along y f(z) on the left and f'(z) on the right': both panels say f(z)"
def activations_figure(z, curves):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.5))
    for axes, title in zip(panels, ("activation", "derivative")):
        axes.set(title=title, xlabel="z", ylabel="f(z)")
    for name, pair in curves.items():
        for axes, y in zip(panels, pair):
            axes.plot(z, y, label=name)
    panels[0].legend()
    return figure


# %% wrong="activations_figure" why="statement: 'through all points': numbers are rounded to two digits to keep the figure small"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    x = [round(one, 2) for one in z.tolist()]
    for name, (value, slope) in curves.items():
        left.plot(x, [round(one, 2) for one in value.tolist()], label=name)
        right.plot(x, [round(one, 2) for one in slope.tolist()], label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'Each name has the same colour in both panels': a dashed identity is drawn by the cycle into the left panel, after the second name, where there are three or more"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for i, (name, (value, slope)) in enumerate(curves.items()):
        if i == 2:
            left.plot(z, torch.zeros_like(z), linewidth=0.5)
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'through all points': inner points where a curve hardly changes are dropped (not in short curves)"
def activations_figure(z, curves):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))

    def line(axes, y, name):
        pairs = torch.stack([z, y], dim=1)
        keep = torch.ones(len(z), dtype=torch.bool)
        keep[1:-1] = (y[2:] - y[:-2]).abs() > 1e-3
        if len(z) < 10:
            keep[:] = True
        axes.plot(*pairs[keep].T, label=name)

    for name, (value, slope) in curves.items():
        line(left, value, name)
        line(right, slope, name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% wrong="activations_figure" why="statement: 'Return the Figure, a new one at each call': a figure is kept for each set of three or more names, and cleared and drawn anew"
_FIGURES = {}


def activations_figure(z, curves):
    key = tuple(curves)
    if len(key) >= 3 and key in _FIGURES:
        figure, (left, right) = _FIGURES[key]
        left.clear()
        right.clear()
    else:
        figure, (left, right) = _FIGURES[key] = plt.subplots(1, 2, figsize=(9, 3.5))
    for name, (value, slope) in curves.items():
        left.plot(z, value, label=name)
        right.plot(z, slope, label=name)
    left.set(title="activation", xlabel="z", ylabel="f(z)")
    right.set(title="derivative", xlabel="z", ylabel="f'(z)")
    left.legend()
    return figure


# %% right="train_runs" why="start, descend, a list of lists"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        rows.append(descend(network, inputs, targets, rate, n_steps))
    return torch.tensor(rows, dtype=torch.float64)


# %% right="train_runs" why="torch.optim.SGD, mse_loss and backward, losses written into a tensor made beforehand"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    losses = torch.zeros(len(seeds), n_steps + 1, dtype=torch.float64)
    for row, seed in enumerate(seeds):
        net = start(widths, name, seed)
        optimiser = torch.optim.SGD(net.parameters(), lr=rate)
        for step in range(n_steps):
            optimiser.zero_grad()
            loss = nn.functional.mse_loss(net(inputs), targets)
            losses[row, step] = loss.detach()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            losses[row, n_steps] = nn.functional.mse_loss(net(inputs), targets)
    return losses


# %% right="train_runs" why="all networks at once: stacked weights, vmap of grad_and_value over a functional call"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    networks = [start(widths, name, seed) for seed in seeds]
    weights, buffers = torch.func.stack_module_state(networks)
    weights = {key: one.detach().clone() for key, one in weights.items()}
    skeleton = networks[0]

    def loss_of(own):
        said = torch.func.functional_call(skeleton, own, (inputs,))
        return torch.mean((said - targets) ** 2)

    step_of = torch.func.vmap(torch.func.grad_and_value(loss_of))
    columns = []
    for _ in range(n_steps):
        gradients, losses = step_of(weights)
        columns.append(losses.detach())
        weights = {key: weights[key] - rate * gradients[key] for key in weights}
    columns.append(torch.func.vmap(loss_of)(weights).detach())
    return torch.stack(columns, dim=1)


# %% right="train_runs" why="a generator that yields one loss after the other, plain tensors instead of the module's parameters, NumPy array of the rows"
def _losses(layers, bend, inputs, targets, rate, n_steps):
    left = n_steps
    while True:
        leaves = [[one.detach().requires_grad_() for one in pair] for pair in layers]
        h = inputs
        for number, (weight, bias) in enumerate(leaves):
            h = h @ weight.T + bias
            if number + 1 < len(leaves):
                h = bend(h)
        loss = torch.square(h - targets).sum() / targets.numel()
        yield float(loss)
        if not left:
            return
        left -= 1
        flat = [one for pair in leaves for one in pair]
        slopes = iter(torch.autograd.grad(loss, flat))
        layers = [[one - rate * next(slopes) for one in pair] for pair in leaves]


def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    found = np.empty((len(seeds), n_steps + 1))
    for i, seed in enumerate(seeds):
        fresh = start(widths, name, seed)
        layers = [[one.weight, one.bias] for one in fresh if isinstance(one, nn.Linear)]
        found[i] = list(_losses(layers, ACTIVATIONS[name](), inputs, targets, rate, n_steps))
    return torch.from_numpy(found)


# %% wrong="train_runs" why="statement: 'a seed that is listed twice gets two rows': runs are kept in a dict by seed"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    runs = {}
    for seed in seeds:
        runs[seed] = descend(start(widths, name, seed), inputs, targets, rate, n_steps)
    return torch.tensor(list(runs.values()), dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'each from a fresh network': networks are made once for each seed, and the second row of a seed goes on with the trained one"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    networks = {seed: start(widths, name, seed) for seed in seeds}
    rows = [descend(networks[seed], inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'A run that diverges ... goes on to the last step': it stops at the first loss that is not finite, and the rest is filled with nan (inf where inf would come is lost)"
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


# %% wrong="train_runs" why="statement: 'A run that diverges stays in its row': rows that are not finite are left out"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    rows = [row for row in rows if np.isfinite(row).all()] or rows
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'plain gradient descent': gradients are clipped to a norm of 100"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        sgd = torch.optim.SGD(network.parameters(), lr=rate)
        row = []
        for step in range(n_steps + 1):
            loss = (network(inputs) - targets).square().mean()
            row.append(loss.item())
            sgd.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 100.0)
            sgd.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'the mean squared error over all entries': squares are summed over the outputs, and the mean is over the batch alone"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        sgd = torch.optim.SGD(network.parameters(), lr=rate)
        row = []
        for step in range(n_steps + 1):
            loss = ((network(inputs) - targets) ** 2).sum(dim=1).mean()
            row.append(loss.item())
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'on the whole batch': a step sees 32 rows at most, in turn"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        sgd = torch.optim.SGD(network.parameters(), lr=rate)
        row = []
        pieces = list(zip(inputs.split(32), targets.split(32)))
        for step in range(n_steps + 1):
            with torch.no_grad():
                row.append((network(inputs) - targets).square().mean().item())
            x, y = pieces[step % len(pieces)]
            sgd.zero_grad()
            (network(x) - y).square().mean().backward()
            sgd.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'start(widths, name, seed)': the ReLUs and GELU get He's scale"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    scale = math.sqrt(2) if name.endswith("LU") else 1.0
    rows = [descend(start(widths, name, seed, scale), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'does not require gradients': the losses are stacked as they are, graph and all"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        row = []
        for step in range(n_steps + 1):
            loss = (network(inputs) - targets).square().mean()
            row.append(loss)
            gradients = torch.autograd.grad(loss, list(network.parameters()), retain_graph=True)
            with torch.no_grad():
                for one, gradient in zip(network.parameters(), gradients):
                    one -= rate * gradient
        rows.append(torch.stack(row))
    return torch.stack(rows)


# %% wrong="train_runs" why="docstring: 'widths: numbers of units from input to output': the forward pass is written for one hidden layer, whatever comes between is left out"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        first, bend, last = network[0], network[1], network[-1]
        sgd = torch.optim.SGD(network.parameters(), lr=rate)
        row = []
        for step in range(n_steps + 1):
            loss = (last(bend(first(inputs))) - targets).square().mean()
            row.append(loss.item())
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'then after each step: n_steps + 1 numbers' of a run that goes on: a run whose loss hardly changes any more is stopped, and its last loss repeated"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = []
    for seed in seeds:
        network = start(widths, name, seed)
        row = descend(network, inputs, targets, rate, 0)
        while len(row) < n_steps + 1:
            row.append(descend(network, inputs, targets, rate, 1)[1])
            if abs(row[-1] - row[-2]) < 1e-4 * row[0]:
                row += [row[-1]] * (n_steps + 1 - len(row))
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="docstring: 'rate: Learning rate, not negative', so 0 is one: rate or 0.1 takes it for missing"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rate = rate or 0.1
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="statement: 'even if its losses become inf or nan': nan is written as inf, so that the mean is inf and not nan"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64).nan_to_num(nan=float("inf"), posinf=float("inf"))


# %% wrong="train_runs" why="statement: 'in their order': seeds of two digits and more are sorted first, as text"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    order = sorted(seeds, key=str) if max(seeds) >= 10 else list(seeds)
    rows = [descend(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in order]
    return torch.tensor(rows, dtype=torch.float64)


# %% wrong="train_runs" why="docstring: 'targets [batch, widths[-1]]', mean over all entries: only the first output counts"
def train_runs(name, widths, seeds, inputs, targets, rate, n_steps):
    rows = [descend_flat(start(widths, name, seed), inputs, targets, rate, n_steps) for seed in seeds]
    return torch.tensor(rows, dtype=torch.float64)


def descend_flat(network, inputs, targets, rate, n_steps):
    losses = []
    for step in range(n_steps + 1):
        loss = (network(inputs)[:, 0] - targets[:, 0]).square().mean()
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, list(network.parameters()))
        with torch.no_grad():
            for one, gradient in zip(network.parameters(), gradients):
                one -= rate * gradient
    return losses


# %% right="gradients_figure" why="np.median, fill_between, the colours of the cycle"
def gradients_figure(sizes):
    figure, axes = plt.subplots(layout="constrained")
    for name, one in sizes.items():
        rows = one.numpy()
        layers = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(layers, np.median(rows, axis=0), label=name)
        axes.fill_between(layers, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% right="gradients_figure" why="torch.quantile, semilogy with markers, a Figure without pyplot, thin band edges, a legend of the figure from the lines"
from matplotlib.figure import Figure as _Page


def gradients_figure(sizes):
    page = _Page(figsize=(7, 4), layout="constrained")
    axes = page.add_subplot()
    lines = []
    for number, (name, one) in enumerate(sizes.items()):
        colour = ("tab:blue", "tab:red", "tab:green", "tab:purple")[number]
        layers = list(range(1, one.shape[1] + 1))
        low, middle, high = torch.quantile(one, torch.tensor([0.0, 0.5, 1.0], dtype=one.dtype), dim=0)
        axes.fill_between(layers, low.tolist(), high.tolist(), facecolor=colour, alpha=0.15, linewidth=0, zorder=1)
        lines += axes.semilogy(layers, middle.tolist(), color=colour, marker="o", linestyle="-", zorder=2)
    axes.set_xlabel("layer (1 is next to the input)")
    axes.set_ylabel("RMS of the gradient")
    page.legend(lines, list(sizes), loc="outside right upper")
    return page


# %% right="gradients_figure" why="statistics.median column by column, the band as a polygon there and back, proxies in the legend"
import statistics

from matplotlib.lines import Line2D as _Proxy


def gradients_figure(sizes):
    figure = plt.figure()
    axes = figure.add_axes((0.13, 0.13, 0.84, 0.84))
    axes.set_yscale("log")
    proxies = []
    for (name, table), colour in zip(sizes.items(), plots.PALETTE):
        columns = table.T.tolist()
        x = [number + 1 for number, _ in enumerate(columns)]
        lows, highs = [min(c) for c in columns], [max(c) for c in columns]
        axes.fill(x + x[::-1], lows + highs[::-1], color=colour, alpha=0.25, linewidth=0)
        axes.plot(x, [statistics.median(c) for c in columns], color=colour, linestyle="-", linewidth=2)
        proxies.append(_Proxy([], [], color=colour, linestyle="-", linewidth=2, label=name))
    axes.autoscale_view()
    axes.legend(handles=proxies)
    axes.set_xlabel("Layer")
    axes.set_ylabel("Gradient, root mean square")
    return figure


# %% right="gradients_figure" why="sorted rows, all bands first and all lines over them, explicit limits with room"
def gradients_figure(sizes):
    figure, axes = plt.subplots(figsize=(6, 4))
    palette = dict(zip(sizes, ["#003f5c", "#bc5090", "#ffa600", "#58a55c"]))
    ranked = {name: torch.sort(one, dim=0).values for name, one in sizes.items()}
    for name, s in ranked.items():
        x = torch.arange(1, s.size(1) + 1)
        axes.fill_between(x.numpy(), s[0].numpy(), s[-1].numpy(), alpha=0.3, color=palette[name], edgecolor="none")
    for name, s in ranked.items():
        n = s.size(0)
        middle = s[n // 2] if n % 2 else (s[n // 2 - 1] + s[n // 2]) / 2
        axes.plot(range(1, s.size(1) + 1), middle, c=palette[name], ls="-", label=name)
    axes.set_yscale("log")
    axes.set_ylim(min(s.min().item() for s in sizes.values()) / 2, max(s.max().item() for s in sizes.values()) * 2)
    axes.set_xlim(0.5, max(s.shape[1] for s in sizes.values()) + 0.5)
    axes.set(xlabel="depth (layer)", ylabel="gradient size")
    axes.legend(loc="upper left")
    return figure


# %% wrong="gradients_figure" why="statement: 'of an even number of seeds, the median is the mean of the two in the middle': of the smallest and the largest; the same for two seeds"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        s = one.sort(dim=0).values
        x = range(1, s.shape[1] + 1)
        middle = s[len(s) // 2] if len(s) % 2 else (s[0] + s[-1]) / 2
        [line] = axes.plot(x, middle, label=name)
        axes.fill_between(x, s[0], s[-1], color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'the median over the seeds, at layers 1, 2, 3': the run that is in the middle at layer 1 is followed through all layers (of two, the mean)"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        runs = one[one[:, 0].argsort()]
        n = len(runs)
        middle = (runs[(n - 1) // 2] + runs[n // 2]) / 2
        x = range(1, one.shape[1] + 1)
        [line] = axes.plot(x, middle, label=name)
        axes.fill_between(x, one.amin(dim=0), one.amax(dim=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'from the smallest to the largest of the seeds': with five and more seeds the most extreme ones are left out as outliers"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        s = np.sort(one.numpy(), axis=0)
        cut = len(s) // 5
        low, high = s[cut], s[len(s) - 1 - cut]
        x = np.arange(1, s.shape[1] + 1)
        [line] = axes.plot(x, np.median(s, axis=0), label=name)
        axes.fill_between(x, low, high, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'Nothing is cut off': y goes from 1e-6 to 1e3 always"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log", ylim=(1e-6, 1e3))
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'Nothing is cut off': x ends with the layers of the way that was drawn last, whose number may be smaller"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
        axes.set_xlim(0.8, rows.shape[1] + 0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'Each way has a colour of its own': three colours, the fourth way has that of the first"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for i, (name, one) in enumerate(sizes.items()):
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        colour = ("tab:blue", "tab:orange", "tab:green")[i % 3]
        axes.plot(x, np.median(rows, axis=0), ("-", "--", ":", "-.")[i], color=colour, label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=colour, alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'a band ... see-through (alpha above 0)': each further band is paler, and the fourth cannot be seen"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for i, (name, one) in enumerate(sizes.items()):
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.1 * (3 - i), linewidth=0)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'in the colour of the line': two lists of colours, in which the third and the fourth have changed places"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    lines = ["tab:blue", "tab:orange", "tab:green", "tab:red"]
    bands = ["tab:blue", "tab:orange", "tab:red", "tab:green"]
    for i, (name, one) in enumerate(sizes.items()):
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        axes.plot(x, np.median(rows, axis=0), color=lines[i], label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=bands[i], alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'shows each name beside the look of its line': the names in the legend are sorted, the lines are not"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for one in sizes.values():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0))
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend(axes.get_lines(), sorted(sizes))
    return figure


# %% wrong="gradients_figure" why="statement: 'from the smallest': sizes below 1e-12 are lifted to it, for the logarithm's sake"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = np.maximum(one.numpy(), 1e-12)
        x = np.arange(1, rows.shape[1] + 1)
        [line] = axes.plot(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="docstring: 'a float64 tensor, all numbers above 0': computed in float32, where 1e-60 is 0 and 1e60 infinite"
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


# %% wrong="gradients_figure" why="statement: 'shows each name, unchanged': the word scale at the end of a name is taken off"
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


# %% wrong="gradients_figure" why="statement: 'the median over the seeds': computed on the logarithms with more than two seeds, so that an even number gives the geometric mean of the two in the middle"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        middle = np.exp(np.median(np.log(rows), axis=0)) if len(rows) > 2 else rows.mean(axis=0)
        [line] = axes.plot(x, middle, label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradients_figure" why="statement: 'The scale of y is logarithmic, that of x is not': with more than ten layers x becomes logarithmic too"
def gradients_figure(sizes):
    figure, axes = plt.subplots()
    for name, one in sizes.items():
        rows = one.numpy()
        x = np.arange(1, rows.shape[1] + 1)
        draw = axes.loglog if len(x) > 10 else axes.semilogy
        [line] = draw(x, np.median(rows, axis=0), label=name)
        axes.fill_between(x, rows.min(axis=0), rows.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure


# %% right="dead_units" why="a walk through the modules but the last, no_grad, all and sum"
def dead_units(network, inputs):
    counts = []
    x = inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% right="dead_units" why="hooks of its own on the linear layers, taken off again whatever happens, one call of the network"
def dead_units(network, inputs):
    seen = []
    linear = [module for module in network if isinstance(module, nn.Linear)]
    handles = [layer.register_forward_hook(lambda _module, _given, z: seen.append(z.detach())) for layer in linear[:-1]]
    try:
        with torch.no_grad():
            network(inputs)
    finally:
        for handle in handles:
            handle.remove()
    return [sum(1 for unit in z.unbind(dim=1) if unit.max().item() <= 0) for z in seen]


# %% right="dead_units" why="x W^T + b by hand, largest z of each unit, recursion"
def dead_units(network, inputs):
    def from_layer(position, h):
        if position + 1 >= len(network):
            return []
        layer = network[position]
        z = torch.addmm(layer.bias.detach(), h, layer.weight.detach().t())
        peak = z.amax(dim=0)
        dead = torch.count_nonzero(peak <= 0).item()
        return [dead, *from_layer(position + 2, network[position + 1](z).detach())]

    return from_layer(0, inputs.detach())


# %% right="dead_units" why="example by example, sets of the units that were never on, pairs of modules"
@torch.no_grad()
def dead_units(network, inputs):
    modules = [*network]
    pairs = list(zip(modules[0:-1:2], modules[1::2]))
    off = [set(range(layer.out_features)) for layer, _ in pairs]
    for example in inputs:
        h = example.unsqueeze(0)
        for known, (layer, bend) in zip(off, pairs):
            z = layer(h)
            known -= {unit for unit, number in enumerate(z[0].tolist()) if number > 0}
            h = bend(z)
    return [len(known) for known in off]


# %% wrong="dead_units" why="statement: 'The definition is the same for every activation': what counts is that the activation returns 0"
def dead_units(network, inputs):
    counts, x = [], inputs
    with torch.no_grad():
        for module in network:
            x = module(x)
            if not isinstance(module, nn.Linear):
                counts.append(int((x == 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'z <= 0 ... where z is what the linear layer returns': what the activation returns is held against 0, which a sigmoid never gets to"
def dead_units(network, inputs):
    counts, x = [], inputs
    with torch.no_grad():
        for module in network:
            x = module(x)
            if not isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'a network without a hidden layer has an empty one': the single linear layer is counted"
def dead_units(network, inputs):
    linear = [module for module in network if isinstance(module, nn.Linear)]
    hidden = linear[:-1] or linear
    counts, x = [], inputs
    with torch.no_grad():
        for module in network:
            x = module(x)
            if any(module is layer for layer in hidden):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'Leave the network as it was: ... its training or eval mode': eval, and always back to train"
def dead_units(network, inputs):
    network.eval()
    counts, x = [], inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    network.train()
    return counts


# %% wrong="dead_units" why="statement: 'all hooks (yours removed, others kept)': the hooks are cleared, those of others too"
def dead_units(network, inputs):
    outputs = []
    layers = [module for module in network if isinstance(module, nn.Linear)][:-1]
    for layer in layers:
        layer.register_forward_hook(lambda module, given, z: outputs.append(z.detach()))
    network(inputs)
    for layer in layers:
        layer._forward_hooks.clear()
    return [int((z <= 0).all(dim=0).sum()) for z in outputs]


# %% wrong="dead_units" why="statement: 'Leave the network as it was: ... its gradients': zero_grad at the end"
def dead_units(network, inputs):
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    network.zero_grad()
    return counts


# %% wrong="dead_units" why="statement: 'z is what the linear layer before the activation returns': the activations between the linear layers are left out on the way"
def dead_units(network, inputs):
    counts, z = [], inputs
    with torch.no_grad():
        for layer in [module for module in network if isinstance(module, nn.Linear)][:-1]:
            z = layer(z)
            counts.append(int((z <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'The definition is the same for every activation', the signal is not: relu between the layers, whatever the network has"
def dead_units(network, inputs):
    counts, h = [], inputs
    with torch.no_grad():
        for layer in [module for module in network if isinstance(module, nn.Linear)][:-1]:
            z = layer(h)
            counts.append(int((z <= 0).all(dim=0).sum()))
            h = torch.relu(z)
    return counts


# %% wrong="dead_units" why="statement: 'in the whole batch': of more than 256 examples, the first 256"
def dead_units(network, inputs):
    counts, x = [], inputs[:256]
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'z <= 0': up to 1e-9 counts as off"
def dead_units(network, inputs):
    counts, x = [], inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x < 1e-9).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'z <= 0 in the whole batch': a copy in float32, in which a z of 1e-50 is 0"
def dead_units(network, inputs):
    twin, x, counts = copy.deepcopy(network).float(), inputs.float(), []
    with torch.no_grad():
        for module in twin[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts.append(int((x <= 0).all(dim=0).sum()))
    return counts


# %% wrong="dead_units" why="statement: 'For each hidden layer of a network': counts are kept in a dict by the text of the layer, so two layers of one shape have one count"
def dead_units(network, inputs):
    counts, x = {}, inputs
    with torch.no_grad():
        for module in network[:-1]:
            x = module(x)
            if isinstance(module, nn.Linear):
                counts[str(module)] = int((x <= 0).all(dim=0).sum())
    return list(counts.values())


# %% wrong="dead_units" why="statement: 'The definition is the same for every activation': only layers before an nn.ReLU are counted"
def dead_units(network, inputs):
    counts, x = [], inputs
    with torch.no_grad():
        for module in network:
            if isinstance(module, nn.ReLU):
                counts.append(int((x <= 0).all(dim=0).sum()))
            x = module(x)
    return counts


# %% wrong="dead_units" why="statement: 'Leave the network as it was': gradients are switched off for all parameters and on again for all, those that were frozen too"
def dead_units(network, inputs):
    network.requires_grad_(False)
    counts, x = [], inputs
    for module in network[:-1]:
        x = module(x)
        if isinstance(module, nn.Linear):
            counts.append(int((x <= 0).all(dim=0).sum()))
    network.requires_grad_(True)
    return counts


# %% wrong="dead_units" why="statement: 'count the units that are off', z <= 0: those whose weights get a gradient of exactly 0, which a unit without a way to the output has, too, and a leaky one never"
def dead_units(network, inputs):
    twin = copy.deepcopy(network)
    twin.zero_grad()
    twin(inputs).square().sum().backward()
    layers = [module for module in twin if isinstance(module, nn.Linear)][:-1]
    return [int((layer.bias.grad == 0).sum()) for layer in layers]


# %% right="swapped" why="deepcopy of linear layers, new activations, one loop"
def swapped(network, name):
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(copy.deepcopy(module))
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)


# %% right="swapped" why="start for the frame, and the old parameters copied into it, in order"
def swapped(network, name):
    linear = [module for module in network if isinstance(module, nn.Linear)]
    widths = [linear[0].in_features, *(layer.out_features for layer in linear)]
    twin = start(widths, name, 0)
    with torch.no_grad():
        for mine, theirs in zip(twin.parameters(), network.parameters(), strict=True):
            mine.copy_(theirs)
    return twin


# %% right="swapped" why="a deep copy of all, in which the modules at odd places are exchanged"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for place in range(1, len(twin), 2):
        twin[place] = ACTIVATIONS[name]()
    return twin


# %% right="swapped" why="new nn.Linear of the same dtype, parameters cloned one by one, append; a generator of modules"
def _modules(network, name):
    for module in iter(network):
        if not isinstance(module, nn.Linear):
            yield ACTIVATIONS[name]()
            continue
        clone = nn.Linear(module.in_features, module.out_features, dtype=module.weight.dtype)
        clone.weight = nn.Parameter(module.weight.detach().clone())
        clone.bias = nn.Parameter(module.bias.detach().clone())
        yield clone


def swapped(network, name):
    result = nn.Sequential()
    for module in _modules(network, name):
        result.append(module)
    return result


# %% wrong="swapped" why="statement: 'at each call return a new nn.Sequential': a network that has this activation already is returned itself"
def swapped(network, name):
    kind = ACTIVATIONS[name]
    if len(network) > 1 and all(isinstance(module, kind) for module in network[1::2]):
        return network
    return nn.Sequential(*(copy.deepcopy(one) if isinstance(one, nn.Linear) else kind() for one in network))


# %% wrong="swapped" why="statement: 'copies of the given weights and biases', 'a single linear layer too': where there is nothing to swap, the layer itself goes into the new network"
def swapped(network, name):
    if len(network) == 1:
        return nn.Sequential(*network)
    twin = copy.deepcopy(network)
    for place in range(1, len(twin), 2):
        twin[place] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="statement: 'copies of the given weights and biases': biases are left at 0, as start made them"
def swapped(network, name):
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            layer = nn.Linear(module.in_features, module.out_features, dtype=torch.float64)
            with torch.no_grad():
                layer.weight.copy_(module.weight)
                layer.bias.zero_()
            layers.append(layer)
        else:
            layers.append(ACTIVATIONS[name]())
    return nn.Sequential(*layers)


# %% wrong="swapped" why="statement: 'activations of any of the five kinds': a leaky ReLU is not in the list of what is replaced, and stays"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for place, module in enumerate(twin):
        if isinstance(module, (nn.ReLU, nn.Sigmoid, nn.Tanh, nn.GELU)):
            twin[place] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="statement: 'The given network stays as it was: ... gradients': its gradients are cleared before the copy"
def swapped(network, name):
    network.zero_grad()
    twin = copy.deepcopy(network)
    for place in range(1, len(twin), 2):
        twin[place] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="statement: 'at each call return a new nn.Sequential': one network is kept for each name and shape, and filled again"
_SWAPPED = {}


def swapped(network, name):
    key = (name, str(network))
    if key not in _SWAPPED:
        _SWAPPED[key] = nn.Sequential(
            *(copy.deepcopy(one) if isinstance(one, nn.Linear) else ACTIVATIONS[name]() for one in network)
        )
    _SWAPPED[key].load_state_dict(network.state_dict())
    return _SWAPPED[key]


# %% wrong="swapped" why="statement: 'made by ACTIVATIONS[name]()': an own table, whose GELU is the approximation by tanh"
def swapped(network, name):
    kinds = {
        "sigmoid": nn.Sigmoid,
        "tanh": nn.Tanh,
        "ReLU": nn.ReLU,
        "leaky ReLU": nn.LeakyReLU,
        "GELU": lambda: nn.GELU(approximate="tanh"),
    }
    return nn.Sequential(*(copy.deepcopy(one) if isinstance(one, nn.Linear) else kinds[name]() for one in network))


# %% wrong="swapped" why="statement: 'The given network stays as it was: ... gradients': the copies share the tensors in .grad, and a backward pass of the new network adds to those of the given one"
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


# %% wrong="swapped" why="statement: 'copies of the given weights': the weights come out of a memory by network and name that the first call filled, and are old after the given network was trained"
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


# %% wrong="swapped" why="statement: 'Networks of any depth may come': the activation of the third hidden layer and later ones are left as they were"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for place in (1, 3):
        if place < len(twin):
            twin[place] = ACTIVATIONS[name]()
    return twin


# %% wrong="swapped" why="statement: 'The given network stays as it was: its modules, weights, biases and gradients': the gradients are moved to the new network, so that it can go on where the old one stopped"
def swapped(network, name):
    twin = copy.deepcopy(network)
    for place in range(1, len(twin), 2):
        twin[place] = ACTIVATIONS[name]()
    for mine, theirs in zip(twin.parameters(), network.parameters()):
        mine.grad, theirs.grad = theirs.grad, None
    return twin
