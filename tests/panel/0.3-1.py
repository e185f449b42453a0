# ---------------------------------------------------------------- checked_slope

# %% right="checked_slope" why="backward on a leaf, as in the hint"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope = t.grad.item()
    hand = derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% right="checked_slope" why="torch.autograd.grad, float(x) also for the derivative, comparison in a chain"
def checked_slope(function, derivative, x):
    x = float(x)
    t = torch.tensor(x).double() if x == 0 else torch.tensor(x, dtype=torch.double)
    t.requires_grad_()
    (g,) = torch.autograd.grad(function(t), t)
    slope, hand = float(g), float(derivative(x))
    if not -1e-6 <= slope - hand <= 1e-6:
        raise ValueError("by hand " + str(hand) + " but autograd " + str(slope))
    return slope

# %% right="checked_slope" why="torch.func.grad, no .grad at all; the by-hand number first in the text"
def checked_slope(function, derivative, x):
    g = torch.func.grad(function)(torch.as_tensor(x, dtype=torch.float64))
    slope = g.tolist()
    hand = derivative(x)
    if max(slope, hand) - min(slope, hand) > 1e-6:
        raise ValueError(f"{hand} is not {slope}")
    return slope

# %% right="checked_slope" why="autograd.functional.jacobian; ValueError with two arguments, whose text is the pair of numbers"
def checked_slope(function, derivative, x):
    point = torch.full((), float(x), dtype=torch.float64)
    slope = torch.autograd.functional.jacobian(function, point).item()
    by_hand = derivative(x)
    if abs(by_hand - slope) > 0.000001:
        raise ValueError(slope, by_hand)
    return slope

# %% right="checked_slope" why="forward-mode autograd through a helper class; math.isclose with an absolute tolerance only"
class Dual:
    def __init__(self, x):
        self.x = torch.tensor(float(x), dtype=torch.float64)

    def slope_of(self, function):
        return torch.func.jvp(function, (self.x,), (torch.ones_like(self.x),))[1].item()


def checked_slope(function, derivative, x):
    slope = Dual(x).slope_of(function)
    hand = derivative(x)
    if math.isclose(slope, hand, rel_tol=0.0, abs_tol=1e-6):
        return slope
    raise ValueError("two slopes: %r by autograd, %r by hand" % (slope, hand))

# %% right="checked_slope" why="a subclass of ValueError, helpers, keeps working inside no_grad"
class SlopesDiffer(ValueError):
    pass


def _by_autograd(function, x):
    with torch.enable_grad():
        t = torch.zeros((), dtype=torch.float64).add(x).requires_grad_(True)
        y = function(t)
    y.backward(torch.ones_like(y))
    return t.grad.item()


def checked_slope(function, derivative, x):
    numbers = [_by_autograd(function, x), derivative(x)]
    if abs(numbers[0] - numbers[1]) > 1e-6:
        raise SlopesDiffer(f"the slopes are {numbers}")
    return numbers[0]

# %% wrong="checked_slope" why="in float64: torch.tensor(x) rounds x to float32 before it is made double (0.1, not 3.0)"
def checked_slope(function, derivative, x):
    t = torch.tensor(float(x)).double().requires_grad_()
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="differ by more than 1e-6: isclose's tolerance is relative, so 2000000.0 against 2000001.0 passes"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if not math.isclose(slope, hand, rel_tol=1e-6, abs_tol=1e-6):
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="differ by more than 1e-6: isclose without abs_tol refuses 0.0 against 1e-9, which differ by less"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(slope - hand) > 1e-6 or not math.isclose(slope, hand, rel_tol=1e-4):
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="more than 1e-6: a difference of exactly 1e-6 (0.0 and 1e-6) is refused"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(slope - hand) >= 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="the two differ: sizes are compared, so a derivative with the wrong sign passes"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(abs(slope) - abs(hand)) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="differ by more than 1e-6: both are rounded first, so 0.00000049 and 0.00000051 are refused"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if round(slope, 6) != round(hand, 6):
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="both numbers, as Python prints them: cut to six significant digits"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {round(slope, 6)}, by hand it is {round(hand, 6)}")
    return slope

# %% wrong="checked_slope" why="text holds both numbers: it prints the tensor, tensor(0.1966, dtype=torch.float64), for the first"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    hand = derivative(x)
    if abs(t.grad.item() - hand) > 1e-6:
        short = str(t.grad).removeprefix("tensor(").split(",")[0]
        raise ValueError(f"autograd says {float(short)}, by hand it is {hand}")
    return t.grad.item()

# %% wrong="checked_slope" why="returns the slope that autograd found: returns the one by hand"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return float(hand)

# %% wrong="checked_slope" why="by autograd: a central difference"
def checked_slope(function, derivative, x):
    h = 1e-5
    f = lambda v: function(torch.tensor(v, dtype=torch.float64)).item()
    slope, hand = (f(x + h) - f(x - h)) / (2 * h), derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="derivative(x) of a float: it is handed the tensor, at which np.cos and isinstance(x, float) stumble"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), float(derivative(t))
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="function maps a float64 tensor of shape []: it is handed one of shape [1]"
def checked_slope(function, derivative, x):
    t = torch.tensor([x], dtype=torch.float64, requires_grad=True)
    function(t).sum().backward()
    slope, hand = t.grad[0].item(), derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="if the two differ: a derivative of 0.0 by hand counts as missing and is never refused"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope = t.grad.item()
    hand = derivative(x) or slope
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# %% wrong="checked_slope" why="raises a ValueError: an assert raises AssertionError, though with a good text"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    assert abs(slope - hand) <= 1e-6, f"autograd says {slope}, by hand it is {hand}"
    return slope

# %% wrong="checked_slope" why="the slope that autograd found, in float64: rounded to nine digits after the point"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    slope, hand = t.grad.item(), derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return round(slope, 9)

# %% wrong="checked_slope" why="differ by more than 1e-6: the difference is taken in float32, which hides 1e-4 at 6000"
def checked_slope(function, derivative, x):
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(t).backward()
    hand = derivative(x)
    if (t.grad.float() - torch.tensor(float(hand), dtype=torch.float32)).abs() > 1e-6:
        raise ValueError(f"autograd says {t.grad.item()}, by hand it is {hand}")
    return t.grad.item()

# %% wrong="checked_slope" why="a function of the given x and function: slopes are kept by x, so the second function at the same x gets the slope of the first"
_KEPT = {}


def checked_slope(function, derivative, x):
    name = getattr(function, "__qualname__", ""), x
    if name not in _KEPT:
        t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        function(t).backward()
        _KEPT[name] = t.grad.item()
    slope, hand = _KEPT[name], derivative(x)
    if abs(slope - hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {hand}")
    return slope

# ---------------------------------------------------------------- QNetwork

# %% right="QNetwork" why="a list of layers in nn.Sequential, as in the hint"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% right="QNetwork" why="ModuleList and functional relu, the output layer apart"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.out = nn.Linear(sizes[-1], n_actions)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.out(x)

# %% right="QNetwork" why="recursive: a hidden layer and then a smaller QNetwork"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        if depth == 0:
            self.first, self.rest = nn.Linear(n_features, n_actions), None
        else:
            self.first = nn.Linear(n_features, width)
            self.rest = QNetwork(width, n_actions, width, depth - 1)

    def forward(self, observations):
        x = self.first(observations)
        return x if self.rest is None else self.rest(x.clamp(min=0))

# %% right="QNetwork" why="derives from nn.Sequential (a Module), with in-place ReLUs and no forward of its own"
class QNetwork(nn.Sequential):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        for k in range(depth):
            self.add_module(f"hidden {k}", nn.Linear(width if k else n_features, width))
            self.add_module(f"relu {k}", nn.ReLU(inplace=True))
        self.add_module("output", nn.Linear(width if depth else n_features, n_actions))

# %% right="QNetwork" why="attributes by setattr, made from the output backwards, torch.where as the ReLU"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.depth = depth
        for k in range(depth, -1, -1):
            fan_in = n_features if k == 0 else width
            fan_out = n_actions if k == depth else width
            setattr(self, f"layer{k}", nn.Linear(fan_in, fan_out))

    def forward(self, observations):
        for k in range(self.depth):
            z = getattr(self, f"layer{k}")(observations)
            observations = torch.where(z > 0, z, torch.zeros_like(z))
        return getattr(self, f"layer{self.depth}")(observations)

# %% right="QNetwork" why="a block class of its own, ModuleDict, one shared nn.ReLU (it has no weights)"
class Block(nn.Module):
    def __init__(self, a, b, relu):
        super().__init__()
        self.linear, self.relu = nn.Linear(a, b), relu

    def forward(self, x):
        return self.relu(self.linear(x))


class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        relu = nn.ReLU()
        self.blocks = nn.ModuleDict()
        size = n_features
        while len(self.blocks) < depth:
            self.blocks[str(len(self.blocks))] = Block(size, width, relu)
            size = width
        self.head = nn.Linear(size, n_actions)

    def forward(self, observations):
        for block in self.blocks.values():
            observations = block(observations)
        return self.head(observations)

# %% right="QNetwork" why="weights and biases taken out of nn.Linear into ParameterLists, matrix products by hand"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features, *[width] * depth, n_actions]
        made = [nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        self.weights = nn.ParameterList([one.weight for one in made])
        self.biases = nn.ParameterList([one.bias for one in made])

    def forward(self, observations):
        x, last = observations, len(self.weights) - 1
        for k, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = x @ w.T + b
            if k < last:
                x = x.relu()
        return x

# %% wrong="QNetwork" why="random weights of its own: from depth 3 on the middle layers are one and the same layer"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        if depth == 0:
            self.net = nn.Sequential(nn.Linear(n_features, n_actions))
            return
        middle = [nn.Linear(width, width), nn.ReLU()] * (depth - 1)
        self.net = nn.Sequential(
            nn.Linear(n_features, width), nn.ReLU(), *middle, nn.Linear(width, n_actions)
        )

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="random weights of its own: middle layers are deep copies, equal at the start from depth 3 on"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        pattern = nn.Linear(width, width)
        for k in range(depth):
            layers += [nn.Linear(size, width) if k == 0 else copy.deepcopy(pattern), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="random weights of its own: layers are kept by shape, so n_features == width or width == n_actions ties two of them"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes, made = [n_features] + [width] * depth + [n_actions], {}
        layers = []
        for k, pair in enumerate(zip(sizes, sizes[1:])):
            layers.append(nn.Linear(*pair) if 0 < k < depth else made.setdefault(pair, nn.Linear(*pair)))
        self.layers = nn.ModuleList(layers)

    def forward(self, observations):
        for layer in self.layers[:-1]:
            observations = torch.relu(layer(observations))
        return self.layers[-1](observations)

# %% wrong="QNetwork" why="with depth 0 there is the output layer alone: one hidden layer is always there"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers = [nn.Linear(n_features, width), nn.ReLU()]
        for _ in range(depth - 1):
            layers += [nn.Linear(width, width), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(width, n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="depth + 1 linear layers, with depth 0 the output layer alone: an unused first layer is registered as well"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.depth = depth
        self.first = nn.Linear(n_features, width)
        self.more = nn.ModuleList(nn.Linear(width, width) for _ in range(depth - 1))
        self.out = nn.Linear(width if depth else n_features, n_actions)

    def forward(self, observations):
        if self.depth == 0:
            return self.out(observations)
        x = torch.relu(self.first(observations))
        for layer in self.more:
            x = torch.relu(layer(x))
        return self.out(x)

# %% wrong="QNetwork" why="each with its bias: with depth 0 the single layer has none"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions, bias=bool(layers)))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="a ReLU after each hidden layer: it comes before each layer, so negative features of the observation are lost"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth + [n_actions]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, observations):
        for layer in self.layers:
            observations = layer(torch.relu(observations))
        return observations

# %% wrong="QNetwork" why="after each hidden layer comes a ReLU: there is none after the last hidden layer when depth is 3 or more"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth + [n_actions]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, observations):
        last = len(self.layers) - 1
        for k, layer in enumerate(self.layers):
            observations = layer(observations)
            if k < min(last, 2):
                observations = torch.relu(observations)
        return observations

# %% wrong="QNetwork" why="one value for each action, [batch, n_actions]: with a single action the axis is squeezed away"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations).squeeze(-1)

# %% wrong="QNetwork" why="values of any size: clipped to plus and minus 1000"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations).clamp(-1000.0, 1000.0)

# %% wrong="QNetwork" why="a ReLU, max(0, x): this one ends at 100"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.Hardtanh(0.0, 100.0)]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="maps observations by linear layers with ReLUs: observations are clipped to plus and minus 10 first"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations.clamp(-10, 10))

# %% wrong="QNetwork" why="random weights of its own: the seed is set in the constructor, so every network starts with the same numbers and the global generator is reset"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        torch.manual_seed(0)
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="random weights, as nn.Linear makes them: biases are set to 0"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))
        for layer in self.net:
            if isinstance(layer, nn.Linear):
                nn.init.zeros_(layer.bias)

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="random weights, as nn.Linear makes them: they are drawn again by kaiming_normal_, wider and without bounds"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))
        for layer in self.net:
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="depth hidden layers: written out by hand, two at most"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        if depth == 0:
            self.net = nn.Linear(n_features, n_actions)
        elif depth == 1:
            self.net = nn.Sequential(nn.Linear(n_features, width), nn.ReLU(), nn.Linear(width, n_actions))
        else:
            self.net = nn.Sequential(
                nn.Linear(n_features, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(),
                nn.Linear(width, n_actions),
            )

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="130 numbers to train: forward runs in no_grad, so no loss reaches them"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    @torch.no_grad()
    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="numbers to train: the hidden activations are detached, so only the output layer ever gets a slope"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.out = nn.Linear(sizes[-1], n_actions)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = torch.relu(layer(x)).detach()
        return self.out(x)

# %% wrong="QNetwork" why="has 130 numbers to train, from n_features on: lazy layers have no weights before the first batch, and take observations of any length"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers = []
        for _ in range(depth):
            layers += [nn.LazyLinear(width), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.LazyLinear(n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="a ReLU comes after each hidden layer and nothing else: dropout in training mode"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for k in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
            if k >= 2:
                layers.append(nn.Dropout(0.1))
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))

    def forward(self, observations):
        return self.net(observations)

# %% wrong="QNetwork" why="maps a batch to values: the values of the tensor seen last are kept, and are stale once the weights have moved"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers, size = [], n_features
        for _ in range(depth):
            layers += [nn.Linear(size, width), nn.ReLU()]
            size = width
        self.net = nn.Sequential(*layers, nn.Linear(size, n_actions))
        self.seen = self.kept = None

    def forward(self, observations):
        if observations is not self.seen:
            self.seen, self.kept = observations, self.net(observations)
        return self.kept

# %% wrong="QNetwork" why="layers assigned to self, found by to(device): the zeros of the ReLU are made on the CPU, so the moved network fails"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.out = nn.Linear(sizes[-1], n_actions)
        self.zero = torch.zeros(1)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = torch.maximum(layer(x), self.zero)
        return self.out(x)

# %% wrong="QNetwork" why="maps observations: they are changed in place (scaled features of the caller's batch) when depth is 0"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.out = nn.Linear(sizes[-1], n_actions)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = layer(x)
        # a ReLU in place on what the last layer gave: with depth 0 that is the input
        x = x.relu_() if len(self.hidden) < 2 else self.run(observations)
        return self.out(x)

    def run(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return x

# ---------------------------------------------------------------- td_step

# %% right="td_step" why="gather, squeeze(1), detached targets: the lines of the pseudocode"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = values.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% right="td_step" why="fancy indexing, nn.functional.mse_loss, network.zero_grad, slopes zeroed instead of dropped"
def td_step(network, optimiser, observations, actions, targets):
    network.zero_grad(set_to_none=False)
    rows = torch.arange(len(actions), device=actions.device)
    chosen = network(observations)[rows, actions]
    loss = nn.functional.mse_loss(chosen, targets.detach())
    loss.backward()
    optimiser.step()
    return float(loss.detach())

# %% right="td_step" why="a closure handed to the optimiser, which returns the loss before the step"
def td_step(network, optimiser, observations, actions, targets):
    constants = targets.detach().clone()

    def closure():
        optimiser.zero_grad()
        chosen = torch.take_along_dim(network(observations), actions.unsqueeze(1), dim=1)
        loss = torch.mean((chosen - constants.unsqueeze(1)).square())
        loss.backward()
        return loss

    return optimiser.step(closure).item()

# %% right="td_step" why="a loop over the rows of one forward pass"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    total = 0.0
    for row, action, target in zip(values, actions.tolist(), targets.tolist()):
        total = total + (row[action] - target) ** 2
    loss = total / len(actions)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% right="td_step" why="autograd.grad into .grad by hand, one-hot mask with the number of actions"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    mask = nn.functional.one_hot(actions, values.shape[1]).to(values.dtype)
    errors = (values * mask).sum(dim=1) - targets.detach()
    loss = errors.dot(errors) / errors.numel()
    weights = [w for w in network.parameters() if w.requires_grad]
    optimiser.zero_grad()
    for w, slope in zip(weights, torch.autograd.grad(loss, weights, allow_unused=True)):
        w.grad = slope
    optimiser.step()
    return loss.detach().cpu().tolist()

# %% right="td_step" why="the slope of the formula handed to backward at the values, the loss in plain numbers"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    n = len(actions)
    with torch.no_grad():
        errors = values.gather(1, actions.view(-1, 1)).view(-1) - targets
        slopes = torch.zeros_like(values)
        slopes.scatter_(1, actions.view(-1, 1), (2 / n * errors).view(-1, 1))
        loss = float((errors**2).sum() / n)
    optimiser.zero_grad()
    values.backward(slopes)
    optimiser.step()
    return loss

# %% right="td_step" why="squeeze() with everything: one row gives () - [1], whose mean is the same; diagonal of the selected columns would do as well"
def td_step(network, optimiser, observations, actions, targets):
    optimiser.zero_grad()
    chosen = network(observations).gather(1, actions.unsqueeze(-1)).squeeze()
    loss = (chosen - targets.data).pow(2).mean()
    before = loss.item()
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return before

# %% wrong="td_step" why="the action that was taken in each row: values[actions, actions], right only where actions are 0, 1, 2, ..."
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = values[actions, actions]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="the action that was taken in each row: gather runs along the wrong axis"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(0, actions[None]).squeeze(0)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="action values [batch, n_actions]: the flat index takes two actions for granted"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = values.reshape(-1)[2 * torch.arange(len(actions), device=actions.device) + actions]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="actions of the batch: one_hot without the number of actions fails where nobody took the last one"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = (values * nn.functional.one_hot(actions)).sum(dim=1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="mean over the n steps: the sum is divided by the number of actions"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    mask = nn.functional.one_hot(actions, values.shape[1])
    errors = (values - targets.detach()[:, None]) * mask
    loss = (errors**2).sum(dim=0).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="the targets are constants: where they carry notes, slopes flow through them into the network"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = values.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="only the weights change in place: the caller's targets are turned into errors"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    errors = targets.detach()
    errors -= chosen.detach()
    loss = (errors**2).mean().item()
    optimiser.zero_grad()
    chosen.backward(-2 * errors / len(errors))
    optimiser.step()
    return loss

# %% wrong="td_step" why="at least one row: squeeze() of the values takes away a batch of one row"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations).squeeze()
    chosen = values[torch.arange(len(actions), device=actions.device), actions]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="by what this loss says and by nothing else: the slopes are clipped to norm 10"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 10.0)
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="mean squared TD error: errors beyond 10 are clipped"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).clamp(-10, 10).square().mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="let the optimiser take the step: plain SGD by hand with its learning rate, no momentum and no Adam"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    with torch.no_grad():
        for group in optimiser.param_groups:
            for w in group["params"]:
                if w.grad is not None:
                    w -= group["lr"] * w.grad
    return loss.item()

# %% wrong="td_step" why="the optimiser takes the step: a new one of its kind does, which remembers no earlier step"
def td_step(network, optimiser, observations, actions, targets):
    fresh = type(optimiser)(network.parameters(), **optimiser.defaults)
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    fresh.zero_grad()
    loss.backward()
    fresh.step()
    return loss.item()

# %% wrong="td_step" why="whatever is left in their .grad must not count: only the first group of the optimiser is cleared"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    for w in optimiser.param_groups[0]["params"]:
        w.grad = None
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="whatever is left in .grad: where nothing is left, .grad is None and zero_ fails"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    for w in network.parameters():
        w.grad.zero_()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="whatever is left must not count: only matrices are cleared, not the biases"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    for module in network.modules():
        if isinstance(module, nn.Linear):
            module.weight.grad = None
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="take one step of the optimiser: batches of more than 32 rows are cut into pieces with a step each"
def td_step(network, optimiser, observations, actions, targets):
    total = 0.0
    for s, a, y in zip(observations.split(32), actions.split(32), targets.detach().split(32)):
        loss = ((network(s).gather(1, a[:, None]).squeeze(1) - y) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(a)
    return total / len(actions)

# %% wrong="td_step" why="let the optimiser take one step: none is taken where the loss is 0, though momentum would move the weights"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    if loss.item() > 0:
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return loss.item()

# %% wrong="td_step" why="return the loss: rounded to four places"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return round(loss.item(), 4)

# %% wrong="td_step" why="the mean over all n steps: rows with the same observation and action count once"
def td_step(network, optimiser, observations, actions, targets):
    seen = {}
    for i, (s, a) in enumerate(zip(observations.tolist(), actions.tolist())):
        seen[(*s, a)] = i
    keep = torch.tensor(list(seen.values()), device=actions.device)
    values = network(observations)[keep]
    chosen = values.gather(1, actions[keep, None]).squeeze(1)
    loss = ((chosen - targets.detach()[keep]) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="td_step" why="the loss of the batch before the step: computed again after it"
def td_step(network, optimiser, observations, actions, targets):
    def loss_now():
        chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
        return ((chosen - targets.detach()) ** 2).mean()

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    return loss_now().item()

# ---------------------------------------------------------------- to_device

# %% right="to_device" why="a comprehension in tuple(...)"
def to_device(network, batch, target):
    network.to(target)
    return tuple(tensor.to(target) for tensor in batch)

# %% right="to_device" why="a loop that adds to a tuple"
def to_device(network, batch, target):
    network = network.to(device=target)
    moved = ()
    for tensor in batch:
        moved += (tensor.to(device=target),)
    return moved

# %% right="to_device" why="map, and copies even where the tensor is there already"
def to_device(network, batch, target):
    moved = tuple(map(lambda one: one.to(target, copy=True), batch))
    network.to(target)
    return moved

# %% right="to_device" why="empty tensors on the device, filled by copy_"
def to_device(network, batch, target):
    out = []
    for one in batch:
        there = torch.empty(one.shape, dtype=one.dtype, device=target)
        out.append(there.copy_(one))
    network.to(target)
    return (*out,)

# %% right="to_device" why="recursive, and only moves what lies elsewhere"
def to_device(network, batch, target):
    nn.Module.to(network, target)
    if not batch:
        return ()
    first, *rest = batch
    return (first if first.device == target else first.to(target), *to_device(network, tuple(rest), target))

# %% right="to_device" why="the network through nn.Module.apply on each module, a generator function for the batch"
def to_device(network, batch, target):
    def moved():
        for number in range(len(batch)):
            yield batch[number].to(target, dtype=batch[number].dtype)

    network.apply(lambda module: module.to(target))
    return tuple(moved())

# %% wrong="to_device" why="each with the dtype that it had: float64 and float16 become float32"
def to_device(network, batch, target):
    network.to(target)
    return tuple(t.to(target).float() if t.is_floating_point() else t.to(target) for t in batch)

# %% wrong="to_device" why="with the dtype that it had: rebuilt from a list, so float64 becomes float32, int32 int64, an empty int64 tensor float32"
def to_device(network, batch, target):
    network.to(target)
    return tuple(torch.tensor(t.tolist(), device=target) for t in batch)

# %% wrong="to_device" why="all its parameters and buffers: children only, so parameters of the outermost module (or a bare nn.Linear) stay"
def to_device(network, batch, target):
    for child in network.children():
        child.to(target)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="all its buffers: the state_dict leaves out buffers that are not persistent"
def to_device(network, batch, target):
    state = {name: values.to(target) for name, values in network.state_dict().items()}
    network.load_state_dict(state, assign=True)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="move: to_empty moves shapes, the numbers of the network are lost"
def to_device(network, batch, target):
    network.to_empty(device=target)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="there may be any number, even none: looks at batch[0]"
def to_device(network, batch, target):
    network.to(target)
    if batch[0].device == target:
        return batch
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="return the moved batch: where the network is there already, the batch is handed back where it was; and a network without parameters fails"
def to_device(network, batch, target):
    if next(network.parameters()).device == target:
        return batch
    network.to(target)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="move a network: one whose first weight is there already is left half moved"
def to_device(network, batch, target):
    state = list(network.state_dict().values())
    if state and state[0].device != target:
        network.to(target)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="any number of them: exactly three"
def to_device(network, batch, target):
    network.to(target)
    observations, actions, dones = batch
    return observations.to(target), actions.to(target), dones.to(target)

# %% wrong="to_device" why="the tensors of batch in order: one that occurs twice is returned once"
def to_device(network, batch, target):
    network.to(target)
    return tuple({t: t.to(target) for t in batch}.values())

# %% wrong="to_device" why="a tuple, any number: one tensor comes back bare"
def to_device(network, batch, target):
    network.to(target)
    moved = tuple(t.to(target) for t in batch)
    return moved[0] if len(moved) == 1 else moved

# %% wrong="to_device" why="tensors of any shapes: those without entries are dropped"
def to_device(network, batch, target):
    network.to(target)
    return tuple(t.to(target) for t in batch if t.numel())

# %% wrong="to_device" why="move a network: it also becomes float32"
def to_device(network, batch, target):
    network.to(target, torch.float32)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="tensors of any shapes: a single number comes back with shape [1]"
def to_device(network, batch, target):
    network.to(target)
    return tuple(torch.atleast_1d(t).to(target) for t in batch)

# %% wrong="to_device" why="the network moves in place: a copy moves"
def to_device(network, batch, target):
    network = copy.deepcopy(network).to(target)
    return tuple(t.to(target) for t in batch)

# %% wrong="to_device" why="there may be any number of them, even none: with none the network is not moved either"
def to_device(network, batch, target):
    moved = []
    for t in batch:
        network.to(target)
        moved.append(t.to(target))
    return tuple(moved)

# %% wrong="to_device" why="return a tuple with the moved tensors: a tensor of another dtype than the three usual ones (float64, uint8) is left where it is"
def to_device(network, batch, target):
    network.to(target)
    return tuple(t.to(target) if t.dtype in (torch.float32, torch.int64, torch.bool) else t for t in batch)

# ---------------------------------------------------------------- copy_weights

# %% right="copy_weights" why="one line, as the hint says"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())

# %% right="copy_weights" why="copy_ in no_grad, parameters and buffers in their order"
def copy_weights(source, target):
    with torch.no_grad():
        for theirs, mine in zip(source.parameters(), target.parameters(), strict=True):
            mine.copy_(theirs)
        for theirs, mine in zip(source.buffers(), target.buffers(), strict=True):
            mine.copy_(theirs)

# %% right="copy_weights" why="by name through .data, a dictionary of all numbers"
def copy_weights(source, target):
    def everything(network):
        return {**dict(network.named_parameters()), **dict(network.named_buffers())}

    mine = everything(target)
    for name, values in everything(source).items():
        mine[name].data.copy_(values.data)

# %% right="copy_weights" why="the tensors of state_dict are windows on the weights: assigned with [...]"
@torch.no_grad()
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name][...] = values

# %% right="copy_weights" why="recursive over the children"
def copy_weights(source, target):
    with torch.no_grad():
        for name, values in source.named_parameters(recurse=False):
            getattr(target, name).copy_(values)
        for name, values in source.named_buffers(recurse=False):
            getattr(target, name).copy_(values)
    for name, child in source.named_children():
        copy_weights(child, getattr(target, name))

# %% right="copy_weights" why="through a deep copy of the state, loaded strictly"
def copy_weights(source, target):
    snapshot = copy.deepcopy(source.state_dict())
    missing, unexpected = target.load_state_dict(snapshot, strict=True)
    assert not missing and not unexpected

# %% right="copy_weights" why="saved to memory and loaded again"
def copy_weights(source, target):
    import io

    store = io.BytesIO()
    torch.save(source.state_dict(), store)
    store.seek(0)
    target.load_state_dict(torch.load(store))

# %% wrong="copy_weights" why="not its mode: target is put into eval, as target networks often are"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.eval()

# %% wrong="copy_weights" why="not its mode: target takes the mode of source"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.train(source.training)

# %% wrong="copy_weights" why="nor which of its weights can be trained: all of the target are frozen"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.requires_grad_(False)

# %% wrong="copy_weights" why="nor which of its weights can be trained: taken over from source"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for theirs, mine in zip(source.parameters(), target.parameters()):
        mine.requires_grad_(theirs.requires_grad)

# %% wrong="copy_weights" why="in target only the numbers change, not its gradients: they are cleared"
def copy_weights(source, target):
    target.zero_grad()
    target.load_state_dict(source.state_dict())

# %% wrong="copy_weights" why="not its gradients: those of source are copied as well"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for theirs, mine in zip(source.parameters(), target.parameters()):
        if theirs.grad is not None:
            mine.grad = theirs.grad.clone()

# %% wrong="copy_weights" why="source stays as it is, with its gradients: they are cleared"
def copy_weights(source, target):
    source.zero_grad()
    target.load_state_dict(source.state_dict())

# %% wrong="copy_weights" why="source stays as it is: it is put into eval to read its numbers"
def copy_weights(source, target):
    source.eval()
    target.load_state_dict(source.state_dict())

# %% wrong="copy_weights" why="source stays as it is: its weights can no longer be trained"
def copy_weights(source, target):
    source.requires_grad_(False)
    for theirs, mine in zip(source.state_dict().values(), target.state_dict().values()):
        mine.copy_(theirs)

# %% wrong="copy_weights" why="all parameters: frozen ones of the target are skipped"
def copy_weights(source, target):
    with torch.no_grad():
        for theirs, mine in zip(source.parameters(), target.parameters()):
            if mine.requires_grad:
                mine.copy_(theirs)
        for theirs, mine in zip(source.buffers(), target.buffers()):
            mine.copy_(theirs)

# %% wrong="copy_weights" why="all parameters: children only, so parameters of the outermost module (or a bare nn.Linear) are left out"
def copy_weights(source, target):
    for theirs, mine in zip(source.children(), target.children()):
        mine.load_state_dict(theirs.state_dict())

# %% wrong="copy_weights" why="all parameters and buffers: only those called weight, bias and the three of a batch normalisation"
def copy_weights(source, target):
    names = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    with torch.no_grad():
        for theirs, mine in zip(source.modules(), target.modules()):
            for name in names:
                if getattr(theirs, name, None) is not None:
                    getattr(mine, name).copy_(getattr(theirs, name))

# %% wrong="copy_weights" why="the two stay independent: the buffers are the same tensors in both"
def copy_weights(source, target):
    with torch.no_grad():
        for theirs, mine in zip(source.parameters(), target.parameters()):
            mine.copy_(theirs)
    for theirs, mine in zip(source.modules(), target.modules()):
        for name, values in theirs.named_buffers(recurse=False):
            setattr(mine, name, values)

# %% wrong="copy_weights" why="copied into the tensors that target has: its buffers are new tensors"
def copy_weights(source, target):
    with torch.no_grad():
        for theirs, mine in zip(source.parameters(), target.parameters()):
            mine.copy_(theirs)
    for theirs, mine in zip(source.modules(), target.modules()):
        for name, values in theirs.named_buffers(recurse=False):
            setattr(mine, name, values.clone())

# %% wrong="copy_weights" why="copied into the tensors that target has: biases (one axis) get new memory by .data"
def copy_weights(source, target):
    for theirs, mine in zip(source.parameters(), target.parameters()):
        if mine.ndim == 1:
            mine.data = theirs.data.clone()
        else:
            mine.data.copy_(theirs.data)
    for theirs, mine in zip(source.buffers(), target.buffers()):
        mine.copy_(theirs)

# %% wrong="copy_weights" why="the two stay independent: biases share their memory"
def copy_weights(source, target):
    for theirs, mine in zip(source.parameters(), target.parameters()):
        if mine.ndim == 1:
            mine.data = theirs.data
        else:
            mine.data.copy_(theirs.data)
    for theirs, mine in zip(source.buffers(), target.buffers()):
        mine.copy_(theirs)

# %% wrong="copy_weights" why="its weights remain the same objects: new Parameters with the old memory stand in the modules"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for module in target.modules():
        for name, values in list(module.named_parameters(recurse=False)):
            fresh = nn.Parameter(values.data, requires_grad=values.requires_grad)
            fresh.grad = values.grad
            setattr(module, name, fresh)

# %% wrong="copy_weights" why="the numbers of source: float64 weights are rounded to float32 by the way over lists"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(torch.tensor(values.tolist()))

# %% wrong="copy_weights" why="the numbers of source: the difference is added, which rounds, and a target that holds nan or inf keeps it"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].add_(values - here[name])

# %% wrong="copy_weights" why="the numbers of source: nan and inf of the target survive a multiplication by 0"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].mul_(0).add_(values)

# %% wrong="copy_weights" why="the numbers of source: nan and inf among them are replaced"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(torch.nan_to_num(values) if values.is_floating_point() else values)

# %% wrong="copy_weights" why="all buffers: those of whole numbers beyond float32 (or bools) go through float32"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(values.float().to(here[name].dtype))

# %% wrong="copy_weights" why="give target the numbers of source: only the first time"
def copy_weights(source, target):
    if not getattr(target, "copied", False):
        target.load_state_dict(source.state_dict())
        target.copied = True
