# The bank of 0.3: right answers get every point, wrong ones lose the hidden test.

# %% right="checked_slope" why="torch.autograd.grad"
def checked_slope(function, derivative, x):
    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(function(at), at)
    by_hand = derivative(x)
    if abs(slope.item() - by_hand) > 1e-6:
        raise ValueError(f"{slope.item()} is not {by_hand}")
    return slope.item()


# %% right="checked_slope" why="backward, and a chain of comparisons"
def checked_slope(function, derivative, x):
    at = torch.as_tensor(float(x), dtype=torch.double).requires_grad_()
    y = function(at)
    y.backward()
    slope, other = float(at.grad), float(derivative(x))
    if not -1e-6 <= slope - other <= 1e-6:
        raise ValueError("by autograd " + str(slope) + ", by hand " + str(other))
    return slope


# %% right="checked_slope" why="a jacobian of a number, with the numbers in one tuple"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64)
    slopes = (torch.autograd.functional.jacobian(function, at).item(), derivative(float(x)))
    if abs(slopes[0] - slopes[1]) > 1e-6:
        raise ValueError("the slopes are %r and %r" % slopes)
    return slopes[0]


# %% right="checked_slope" why="an error of its own kind, which is a ValueError too"
class WrongSlopeError(ValueError):
    """The slope by hand is wrong."""


def checked_slope(function, derivative, x):
    theta = torch.full((), x, dtype=torch.float64, requires_grad=True)
    function(theta).backward()
    found = theta.grad.item()
    told = derivative(x)
    if math.fabs(found - told) > 1e-6:
        raise WrongSlopeError(f"expected {found}, got {told}")
    return found


# %% wrong="checked_slope" passes="visible" why="whole numbers have no slopes"
def checked_slope(function, derivative, x):
    at = torch.tensor(x, requires_grad=True) if x != int(x) else torch.tensor(int(x) * 1.0, dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" why="a tensor of whole numbers keeps no notes"
def checked_slope(function, derivative, x):
    at = torch.tensor(x, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" why="in float32"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" why="returns the slope by hand"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return derivative(x)


# %% wrong="checked_slope" why="a difference quotient"
def checked_slope(function, derivative, x):
    value = lambda at: function(torch.tensor(at, dtype=torch.float64)).item()
    slope = (value(x + 1e-5) - value(x - 1e-5)) / 2e-5
    if abs(slope - derivative(x)) > 1e-6:
        raise ValueError(f"{slope} {derivative(x)}")
    return slope


# %% wrong="checked_slope" why="never checks"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    return at.grad.item()


# %% wrong="checked_slope" why="only a larger slope by hand is refused"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if derivative(x) - at.grad.item() > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="a tolerance of 1e-4"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-4:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="a relative tolerance: math.isclose"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if not math.isclose(at.grad.item(), derivative(x), rel_tol=1e-6):
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="a relative tolerance beside the absolute one: np.allclose"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if not np.allclose(at.grad.item(), derivative(x), rtol=1e-5, atol=1e-6):
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" why="must agree to the last bit"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if at.grad.item() != derivative(x):
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" why="the error does not say what autograd found"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{derivative(x)} is wrong")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="the error rounds the numbers"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{round(at.grad.item(), 4)} is not {round(derivative(x), 4)}")
    return at.grad.item()


# %% wrong="checked_slope" why="an assertion in place of a ValueError"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    assert abs(at.grad.item() - derivative(x)) <= 1e-6, f"{at.grad.item()} {derivative(x)}"
    return at.grad.item()


# %% wrong="checked_slope" why="returns a tensor"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad


# %% wrong="checked_slope" why="the value in place of the slope"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    value = function(at)
    value.backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return value.item()


# %% wrong="checked_slope" why="asks twice and gets the sum"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="a tensor with an axis"
def checked_slope(function, derivative, x):
    at = torch.tensor([float(x)], dtype=torch.float64, requires_grad=True)
    function(at).sum().backward()
    if abs(at.grad.item() - derivative(x)) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="the slope by hand at the rounded place"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(round(x, 3))) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="a slope below zero counts without its sign where both do"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(abs(at.grad.item()) - abs(derivative(x))) > 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% right="checked_slope" why="forward mode, and math.isclose with an absolute tolerance alone"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64)
    slope = torch.func.jvp(function, (at,), (torch.ones_like(at),))[1].item()
    hand = derivative(x)
    if math.isclose(slope, hand, rel_tol=0.0, abs_tol=1e-6):
        return slope
    raise ValueError(slope, hand)


# %% wrong="checked_slope" passes="visible" why="refuses a difference of exactly 1e-6"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if abs(at.grad.item() - derivative(x)) >= 1e-6:
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="hands the tensor to the derivative by hand"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    hand = float(derivative(at))
    if abs(at.grad.item() - hand) > 1e-6:
        raise ValueError(f"{at.grad.item()} {hand}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="takes a slope of 0 by hand for none at all"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    hand = derivative(x) or at.grad.item()
    if abs(at.grad.item() - hand) > 1e-6:
        raise ValueError(f"{at.grad.item()} {hand}")
    return at.grad.item()


# %% wrong="checked_slope" passes="visible" why="rounds both slopes to six digits before it compares"
def checked_slope(function, derivative, x):
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    if round(at.grad.item(), 6) != round(derivative(x), 6):
        raise ValueError(f"{at.grad.item()} {derivative(x)}")
    return at.grad.item()


# %% right="checked_slope" why="torch.func.grad, which transforms the function"
def checked_slope(function, derivative, x):
    slope = torch.func.grad(function)(torch.as_tensor(x, dtype=torch.float64)).tolist()
    hand = derivative(x)
    if max(slope, hand) - min(slope, hand) > 1e-6:
        raise ValueError(f"{hand} is not {slope}")
    return slope


# %% right="QNetwork" why="a ModuleList, and functions in forward"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features] + [width] * depth
        self.hidden = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(sizes[-1], n_actions)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x)


# %% right="QNetwork" why="add_module with names, clamp for the ReLU"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.depth = depth
        for k in range(depth):
            self.add_module(f"hidden{k}", nn.Linear(n_features if k == 0 else width, width))
        self.out = nn.Linear(width if depth > 0 else n_features, n_actions)

    def forward(self, observations):
        for k in range(self.depth):
            observations = getattr(self, f"hidden{k}")(observations).clamp(min=0)
        return self.out(observations)


# %% right="QNetwork" why="a subclass of nn.Sequential"
class QNetwork(nn.Sequential):
    def __init__(self, n_features, n_actions, width, depth):
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths[:-1], widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        super().__init__(*layers[:-1])


# %% right="QNetwork" why="recursion: a network in front of its last layer"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.before = QNetwork(n_features, width, width, depth - 1) if depth else None
        self.last = nn.Linear(width if depth else n_features, n_actions)

    def forward(self, observations):
        if self.before is None:
            return self.last(observations)
        return self.last(nn.functional.relu(self.before(observations)))


# %% wrong="QNetwork" why="one hidden layer too few"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * max(depth - 1, 0), n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="one hidden layer too many"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, width, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="depth 0 has a hidden layer all the same"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * max(depth, 1), n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="depth 0 ends in a ReLU"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(width if k else n_features, width) for k in range(depth)])
        self.head = nn.Linear(width if depth else n_features, n_actions)

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x).relu()
        return self.head(x) if len(self.hidden) else self.head(x).relu()


# %% wrong="QNetwork" why="a ReLU after the last layer"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers)

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="no ReLU at all"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        self.net = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(widths, widths[1:])])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="a ReLU after the first hidden layer only"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
        if depth:
            layers.insert(1, nn.ReLU())
        self.net = nn.Sequential(*layers)

    def forward(self, observations):
        return self.net(observations) if len(self.net) < 3 else self.net(observations) + 0.0


# %% wrong="QNetwork" why="a tanh in place of a ReLU"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.Tanh()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="a leaky ReLU"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.LeakyReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="a ReLU that ends at 100"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.Hardtanh(0.0, 100.0)]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="a softmax at the end"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1], nn.Softmax(dim=1))

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="layers in a list"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        self.layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]

    def forward(self, observations):
        for layer in self.layers[:-1]:
            observations = layer(observations).relu()
        return self.layers[-1](observations)


# %% wrong="QNetwork" why="one hidden layer, used several times"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.depth = depth
        self.first = nn.Linear(n_features, width)
        self.again = nn.Linear(width, width)
        self.out = nn.Linear(width if depth else n_features, n_actions)

    def forward(self, x):
        for k in range(self.depth):
            x = (self.again if k else self.first)(x).relu()
        return self.out(x)


# %% wrong="QNetwork" passes="visible" why="one inner layer, used several times"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        layers = [nn.Linear(n_features, width), nn.ReLU()] if depth else []
        inner = nn.Linear(width, width)
        for _ in range(depth - 1):
            layers += [inner, nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(width if depth else n_features, n_actions))

    def forward(self, x):
        return self.net(x)


# %% wrong="QNetwork" why="layers without biases"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b, bias=False), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="weights that all begin at 0"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
            nn.init.zeros_(layers[-2].weight)
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="the same weights for every network, by a seed"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        torch.manual_seed(0)
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="weights that cannot be trained"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1]).requires_grad_(False)

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="in float64"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1]).double()

    def forward(self, observations):
        return self.net(observations.double())


# %% wrong="QNetwork" passes="visible" why="loses the axis of a single action or a single row"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        values = self.net(observations)
        return values.squeeze(-1) if values.shape[1] == 1 else values


# %% wrong="QNetwork" passes="visible" why="with dropout"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.0 if width == 8 else 0.5)]
        self.net = nn.Sequential(*layers[:-2])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="hidden layers that shrink"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[max(width - 2 * max(k - 1, 0), 1) for k in range(depth)], n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="width and depth exchanged"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, depth, width):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" why="two hidden layers of 64, whatever is asked for"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_features, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, n_actions)
        )

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="changes the observations"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        observations.clamp_(-100, 100)
        return self.net(observations)


# %% right="QNetwork" why="weights and biases in two lists of parameters, matrix products by hand"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features, *[width] * depth, n_actions]
        made = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        self.weights = nn.ParameterList([one.weight for one in made])
        self.biases = nn.ParameterList([one.bias for one in made])

    def forward(self, observations):
        x = observations
        for k, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            x = nn.functional.linear(x if k == 0 else x.relu(), weight, bias)
        return x


# %% wrong="QNetwork" passes="visible" why="computes without notes"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    @torch.no_grad()
    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="cuts the notes after the hidden layers"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features, *[width] * depth]
        self.hidden = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(sizes[-1], n_actions)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = layer(x).relu()
        return self.head(x.detach())


# %% wrong="QNetwork" passes="visible" why="keeps the values of the batch that it saw last"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])
        self.seen = self.kept = None

    def forward(self, observations):
        if self.seen is not observations:
            self.seen, self.kept = observations, self.net(observations)
        return self.kept


# %% wrong="QNetwork" passes="visible" why="the zeros of its ReLU stay where they were made"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        sizes = [n_features, *[width] * depth]
        self.hidden = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(sizes[-1], n_actions)
        self.zeros = torch.zeros(1, width)

    def forward(self, observations):
        x = observations
        for layer in self.hidden:
            x = torch.maximum(layer(x), self.zeros)
        return self.head(x)


# %% wrong="QNetwork" passes="visible" why="other first weights in the inner layers"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * depth, n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])
        for layer in self.net[2:-1]:
            if isinstance(layer, nn.Linear):
                nn.init.xavier_uniform_(layer.weight)

    def forward(self, observations):
        return self.net(observations)


# %% wrong="QNetwork" passes="visible" why="four hidden layers at most"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        widths = [n_features, *[width] * min(depth, 4), n_actions]
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, observations):
        return self.net(observations)


# %% right="td_step" why="fancy indexing and mse_loss"
def td_step(network, optimiser, observations, actions, targets):
    optimiser.zero_grad()
    rows = torch.arange(len(actions), device=actions.device)
    loss = nn.functional.mse_loss(network(observations)[rows, actions], targets.detach())
    loss.backward()
    optimiser.step()
    return float(loss)


# %% right="td_step" why="a one-hot mask"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    mask = nn.functional.one_hot(actions, values.shape[1]).to(values.dtype)
    errors = (values * mask).sum(dim=1) - targets.detach()
    loss = errors.pow(2).mean()
    network.zero_grad()
    optimiser.zero_grad(set_to_none=False)
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="td_step" why="targets as a column, like what gather gives"
def td_step(network, optimiser, observations, actions, targets):
    chosen = torch.gather(network(observations), 1, actions.view(-1, 1))
    loss = nn.MSELoss()(chosen, targets.detach().view(-1, 1))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.detach().cpu().item()


# %% right="td_step" why="slopes by torch.autograd.grad, put in place"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).take_along_dim(actions[:, None], dim=1)[:, 0]
    loss = torch.mean(torch.square(targets.detach() - chosen))
    optimiser.zero_grad()
    weights = [w for w in network.parameters() if w.requires_grad]
    for weight, slope in zip(weights, torch.autograd.grad(loss, weights)):
        weight.grad = slope
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="the largest value in place of the chosen one"
def td_step(network, optimiser, observations, actions, targets):
    loss = ((network(observations).max(dim=1).values - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="the difference broadcasts to [n, n]"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1))
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="all rows and these columns"
def td_step(network, optimiser, observations, actions, targets):
    loss = ((network(observations)[:, actions] - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="all actions are pulled to the target"
def td_step(network, optimiser, observations, actions, targets):
    loss = ((network(observations) - targets.detach().unsqueeze(1)) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="the other actions are pulled to 0"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    goals = torch.zeros_like(values).scatter(1, actions[:, None], targets.detach()[:, None])
    loss = ((values - goals) ** 2).sum(dim=1).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="the mean over all actions, of which most have no error"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    goals = values.detach().scatter(1, actions[:, None], targets.detach()[:, None])
    loss = nn.functional.mse_loss(values, goals)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="a sum in place of the mean"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).sum()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="a half before the squares"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = 0.5 * ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="Huber's loss"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = nn.functional.smooth_l1_loss(chosen, targets.detach())
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="absolute errors"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = (chosen - targets.detach()).abs().mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="old slopes are never forgotten"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="forgets the slopes after the step only"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()


# %% wrong="td_step" why="forgets the new slopes before the step"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    optimiser.zero_grad()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="no step"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    return loss.item()


# %% wrong="td_step" why="two steps"
def td_step(network, optimiser, observations, actions, targets):
    first = None
    for _ in range(2):
        chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
        loss = ((chosen - targets.detach()) ** 2).mean()
        first = loss.item() if first is None else first
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return first


# %% wrong="td_step" why="the loss after the step"
def td_step(network, optimiser, observations, actions, targets):
    def loss_now():
        return ((network(observations).gather(1, actions.unsqueeze(1)).squeeze(1) - targets.detach()) ** 2).mean()

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    return loss_now().item()


# %% wrong="td_step" why="climbs"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    (-loss).backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="returns a tensor"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.detach()


# %% wrong="td_step" passes="visible" why="a plain step of its own, whatever the optimiser says"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    network.zero_grad()
    loss.backward()
    with torch.no_grad():
        for weight in network.parameters():
            weight -= optimiser.param_groups[0]["lr"] * weight.grad
    return loss.item()


# %% wrong="td_step" passes="visible" why="a new SGD at every call"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    own = torch.optim.SGD(network.parameters(), lr=optimiser.param_groups[0]["lr"])
    own.zero_grad()
    loss.backward()
    own.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="cuts large slopes"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 10.0)
    optimiser.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="rests where the loss is 0"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    if loss.item() > 1e-8:
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="switches the network to training"
def td_step(network, optimiser, observations, actions, targets):
    network.train()
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="switches the network to evaluation"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    network.eval()
    return loss.item()


# %% wrong="td_step" passes="visible" why="rounds the loss"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return round(loss.item(), 2)


# %% wrong="td_step" passes="visible" why="a network of two actions: the value of action 1 where the action is not 0"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = torch.where(actions == 0, values[:, 0], values[:, -1])
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="the first and the last row alone"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations[[0, -1]]).gather(1, actions[[0, -1], None]).squeeze(1)
    loss = ((chosen - targets.detach()[[0, -1]]) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="td_step" why="a closure handed to the optimiser, which returns its loss"
def td_step(network, optimiser, observations, actions, targets):
    constants = targets.detach()

    def closure():
        optimiser.zero_grad()
        chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
        loss = nn.functional.mse_loss(chosen, constants)
        loss.backward()
        return loss

    return optimiser.step(closure).item()


# %% right="td_step" why="row by row, with targets as plain numbers"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    total = 0.0
    for row, action, target in zip(values, actions.tolist(), targets.tolist()):
        total = total + (row[action] - target) ** 2
    loss = total / len(actions)
    network.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="td_step" why="the slope of the loss in each value, handed to backward"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    with torch.no_grad():
        errors = values.gather(1, actions[:, None]) - targets[:, None]
        slopes = torch.zeros_like(values).scatter(1, actions[:, None], 2 * errors / len(actions))
    optimiser.zero_grad()
    values.backward(slopes)
    optimiser.step()
    return errors.square().mean().item()


# %% wrong="td_step" why="slopes flow through the targets"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="a new leaf of the targets does not help: the values are cut from the network"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).detach().gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen.requires_grad_() - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" why="row and column are both the action"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations)[actions, actions]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="forgets the slopes of the first group alone"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    for weight in optimiser.param_groups[0]["params"]:
        weight.grad = None
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="a step for each 32 rows"
def td_step(network, optimiser, observations, actions, targets):
    total = 0.0
    for s, a, y in zip(observations.split(32), actions.split(32), targets.detach().split(32)):
        loss = ((network(s).gather(1, a[:, None]).squeeze(1) - y) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(a)
    return total / len(actions)


# %% wrong="td_step" passes="visible" why="rows of the same observation and action count once"
def td_step(network, optimiser, observations, actions, targets):
    kept = {(*s, a): i for i, (s, a) in enumerate(zip(observations.tolist(), actions.tolist()))}
    rows = torch.tensor(list(kept.values()), device=actions.device)
    chosen = network(observations)[rows, actions[rows]]
    loss = ((chosen - targets.detach()[rows]) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="td_step" passes="visible" why="as many actions as the largest that was taken"
def td_step(network, optimiser, observations, actions, targets):
    mask = nn.functional.one_hot(actions)
    chosen = (network(observations) * mask).sum(dim=1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="to_device" why="a list that becomes a tuple"
def to_device(network, batch, target):
    moved = []
    for tensor in batch:
        moved.append(tensor.to(device=target))
    network.to(device=target)
    return tuple(moved)


# %% right="to_device" why="map"
def to_device(network, batch, target):
    network = network.to(target)
    return tuple(map(lambda tensor: tensor.to(target), batch))


# %% right="to_device" why="a starred comprehension, by the name of the device"
def to_device(network, batch, target):
    network.to(str(target))
    return (*[tensor.to(str(target), non_blocking=False) for tensor in batch],)


# %% wrong="to_device" why="throws the moved tensors away"
def to_device(network, batch, target):
    network.to(target)
    for tensor in batch:
        tensor.to(target)
    return batch


# %% wrong="to_device" why="leaves the network where it is"
def to_device(network, batch, target):
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" why="moves a copy of the network"
def to_device(network, batch, target):
    network = copy.deepcopy(network).to(target)
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" why="moves the parameters alone, and no buffers"
def to_device(network, batch, target):
    for module in network.modules():
        for name, weight in list(module.named_parameters(recurse=False)):
            module.register_parameter(name, nn.Parameter(weight.detach().to(target), weight.requires_grad))
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" why="a list"
def to_device(network, batch, target):
    network.to(target)
    return [tensor.to(target) for tensor in batch]


# %% wrong="to_device" why="everything becomes float32"
def to_device(network, batch, target):
    network.to(target)
    return tuple(tensor.to(target, torch.float32) for tensor in batch)


# %% wrong="to_device" passes="visible" why="floats of any kind become float32"
def to_device(network, batch, target):
    network.to(target)
    return tuple(t.to(target, torch.float32) if t.is_floating_point() else t.to(target) for t in batch)


# %% wrong="to_device" passes="visible" why="the network becomes float64"
def to_device(network, batch, target):
    network.to(target, None if target.type == "meta" else torch.float64)
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" passes="visible" why="the network becomes float16"
def to_device(network, batch, target):
    network.to(target, None if target.type == "meta" else torch.float16)
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" why="the first tensor alone"
def to_device(network, batch, target):
    network.to(target)
    return (batch[0].to(target), *batch[1:])


# %% wrong="to_device" passes="visible" why="three tensors, as in the example"
def to_device(network, batch, target):
    network.to(target)
    return tuple(tensor.to(target) for tensor in batch[:3])


# %% wrong="to_device" passes="visible" why="an empty batch has no tensors to unpack"
def to_device(network, batch, target):
    network.to(target)
    first, *others = batch
    return (first.to(target), *[tensor.to(target) for tensor in others])


# %% wrong="to_device" why="always on the CPU"
def to_device(network, batch, target):
    network.to("cpu")
    return tuple(tensor.to("cpu") for tensor in batch)


# %% wrong="to_device" why="on the notebook's device, whatever is asked for"
def to_device(network, batch, target):
    network.to(device)
    return tuple(tensor.to(device) for tensor in batch)


# %% wrong="to_device" why="one tensor of all"
def to_device(network, batch, target):
    network.to(target)
    return torch.cat([tensor.flatten().float() for tensor in batch]).to(target)


# %% wrong="to_device" why="the network comes back as well"
def to_device(network, batch, target):
    return (network.to(target), *[tensor.to(target) for tensor in batch])


# %% wrong="to_device" passes="visible" why="the network is switched to evaluation"
def to_device(network, batch, target):
    network.to(target).eval()
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" passes="visible" why="all weights can be trained afterwards"
def to_device(network, batch, target):
    network.to(target).requires_grad_(True)
    return tuple(tensor.to(target) for tensor in batch)


# %% wrong="to_device" passes="visible" why="flattens what has more than two rows"
def to_device(network, batch, target):
    network.to(target)
    return tuple(t.to(target) if t.dim() and t.shape[0] <= 1 else t.flatten().to(target) for t in batch)


# %% wrong="to_device" passes="visible" why="sorted by size"
def to_device(network, batch, target):
    network.to(target)
    return tuple(tensor.to(target) for tensor in sorted(batch, key=lambda t: -t.numel()))


# %% wrong="to_device" passes="visible" why="whole numbers of 64 bits through float32"
def to_device(network, batch, target):
    network.to(target)
    return tuple(t.float().to(target).to(t.dtype) for t in batch)


# %% right="to_device" why="only what lies elsewhere moves, module by module"
def to_device(network, batch, target):
    network.apply(lambda module: module.to(target))
    return tuple(one if one.device == target else one.to(target) for one in batch)


# %% right="to_device" why="empty tensors there, into which the numbers are copied"
def to_device(network, batch, target):
    moved = [torch.empty(one.shape, dtype=one.dtype, device=target).copy_(one) for one in batch]
    network.to(target)
    return (*moved,)


# %% wrong="to_device" passes="visible" why="moves the children, and not what the outermost module holds itself"
def to_device(network, batch, target):
    for child in network.children():
        child.to(target)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="moves what the state_dict holds, which is not all"
def to_device(network, batch, target):
    state = {name: values.to(target) for name, values in network.state_dict().items()}
    network.load_state_dict(state, assign=True)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="leaves the batch where it is if the network has arrived"
def to_device(network, batch, target):
    weights = list(network.parameters())
    if weights and all(one.device == target for one in weights):
        return batch
    network.to(target)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="takes the first weight for all of the network"
def to_device(network, batch, target):
    state = list(network.state_dict().values())
    if state and state[0].device != target:
        network.to(target)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="asks a network without weights where they are"
def to_device(network, batch, target):
    if next(network.parameters()).device != target:
        network.to(target)
    network.to(target)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="a tensor that comes twice is returned once"
def to_device(network, batch, target):
    network.to(target)
    return tuple({one: one.to(target) for one in batch}.values())


# %% wrong="to_device" passes="visible" why="the network becomes float32"
def to_device(network, batch, target):
    network.to(target, torch.float32)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="takes the first tensor for all of the batch"
def to_device(network, batch, target):
    network.to(target)
    if batch and batch[0].device == target:
        return batch
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="one tensor comes back without its tuple"
def to_device(network, batch, target):
    network.to(target)
    moved = tuple(one.to(target) for one in batch)
    return moved[0] if len(moved) == 1 else moved


# %% wrong="to_device" passes="visible" why="forgets the gradients of the network"
def to_device(network, batch, target):
    network.zero_grad()
    network.to(target)
    return tuple(one.to(target) for one in batch)


# %% wrong="to_device" passes="visible" why="an inner module is switched to training"
def to_device(network, batch, target):
    mode = network.training
    network.to(target).train()
    network.training = mode
    return tuple(one.to(target) for one in batch)


# %% right="copy_weights" why="copy_ for parameters and buffers"
def copy_weights(source, target):
    with torch.no_grad():
        for old, new in zip(target.parameters(), source.parameters()):
            old.copy_(new)
        for old, new in zip(target.buffers(), source.buffers()):
            old.copy_(new)


# %% right="copy_weights" why="by the names in state_dict"
def copy_weights(source, target):
    numbers = source.state_dict()
    for name, values in target.state_dict().items():
        values.copy_(numbers[name])


# %% right="copy_weights" why="data and set_"
def copy_weights(source, target):
    for mine, theirs in zip(target.state_dict().values(), source.state_dict().values(), strict=True):
        mine.data[...] = theirs.data


# %% right="copy_weights" why="a deep copy of the dictionary first"
def copy_weights(source, target):
    target.load_state_dict(copy.deepcopy(source.state_dict()), strict=True)


# %% wrong="copy_weights" why="a second name"
def copy_weights(source, target):
    target = source


# %% wrong="copy_weights" why="a copy that nobody sees"
def copy_weights(source, target):
    target = copy.deepcopy(source)


# %% wrong="copy_weights" why="from target to source"
def copy_weights(source, target):
    source.load_state_dict(target.state_dict())


# %% wrong="copy_weights" why="parameters without buffers"
def copy_weights(source, target):
    with torch.no_grad():
        for old, new in zip(target.parameters(), source.parameters()):
            old.copy_(new)


# %% wrong="copy_weights" why="weights without biases"
def copy_weights(source, target):
    numbers = {name: values for name, values in source.state_dict().items() if "bias" not in name}
    target.load_state_dict(numbers, strict=False)


# %% wrong="copy_weights" why="shares the numbers"
def copy_weights(source, target):
    for old, new in zip(target.parameters(), source.parameters()):
        old.data = new.data
    for old, new in zip(target.buffers(), source.buffers()):
        old.data = new.data


# %% wrong="copy_weights" why="puts new tensors in place of the old ones"
def copy_weights(source, target):
    target.load_state_dict({name: values.clone() for name, values in source.state_dict().items()}, assign=True)


# %% wrong="copy_weights" why="new tensors behind the old parameters"
def copy_weights(source, target):
    for old, new in zip(target.parameters(), source.parameters()):
        old.data = new.data.clone()
    for old, new in zip(target.buffers(), source.buffers()):
        old.copy_(new)


# %% wrong="copy_weights" why="halfway"
def copy_weights(source, target):
    numbers = source.state_dict()
    for name, values in target.state_dict().items():
        values.copy_((values + numbers[name]) / 2 if values.is_floating_point() else numbers[name])


# %% wrong="copy_weights" why="float buffers alone, and not the counter"
def copy_weights(source, target):
    numbers = source.state_dict()
    for name, values in target.state_dict().items():
        if values.is_floating_point():
            values.copy_(numbers[name])


# %% wrong="copy_weights" passes="visible" why="the gradients too"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for old, new in zip(target.parameters(), source.parameters()):
        old.grad = None if new.grad is None else new.grad.clone()


# %% wrong="copy_weights" passes="visible" why="forgets the target's gradients"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.zero_grad()


# %% wrong="copy_weights" passes="visible" why="switches the target to evaluation"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.eval()


# %% wrong="copy_weights" passes="visible" why="the target takes the source's mode"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.train(source.training)


# %% wrong="copy_weights" passes="visible" why="the target's weights cannot be trained any more"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    target.requires_grad_(False)


# %% wrong="copy_weights" passes="visible" why="the target's weights can be trained as the source's"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for old, new in zip(target.parameters(), source.parameters()):
        old.requires_grad_(new.requires_grad)


# %% wrong="copy_weights" why="switches the source to evaluation"
def copy_weights(source, target):
    source.eval()
    target.load_state_dict(source.state_dict())


# %% wrong="copy_weights" passes="visible" why="forgets the source's gradients"
def copy_weights(source, target):
    source.zero_grad()
    target.load_state_dict(source.state_dict())


# %% wrong="copy_weights" why="rounds through float16"
def copy_weights(source, target):
    numbers = source.state_dict()
    for name, values in target.state_dict().items():
        values.copy_(numbers[name].half() if values.is_floating_point() else numbers[name])


# %% wrong="copy_weights" passes="visible" why="rounds to three digits"
def copy_weights(source, target):
    numbers = source.state_dict()
    for name, values in target.state_dict().items():
        values.copy_(numbers[name].double().round(decimals=6) if values.is_floating_point() else numbers[name])


# %% wrong="copy_weights" why="adds in place of copying"
def copy_weights(source, target):
    with torch.no_grad():
        for old, new in zip(target.state_dict().values(), source.state_dict().values()):
            old.add_(new)


# %% wrong="copy_weights" why="the first layer alone"
def copy_weights(source, target):
    next(iter(target.children())).load_state_dict(next(iter(source.children())).state_dict())


# %% right="copy_weights" why="recursion over the children"
def copy_weights(source, target):
    with torch.no_grad():
        for name, values in [*source.named_parameters(recurse=False), *source.named_buffers(recurse=False)]:
            getattr(target, name).copy_(values)
    for name, child in source.named_children():
        copy_weights(child, target.get_submodule(name))


# %% wrong="copy_weights" why="knows the names of weights and buffers by heart"
def copy_weights(source, target):
    names = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    with torch.no_grad():
        for theirs, mine in zip(source.modules(), target.modules()):
            for name in names:
                if getattr(theirs, name, None) is not None:
                    getattr(mine, name).copy_(getattr(theirs, name))


# %% wrong="copy_weights" why="copies the children, and not what the outermost module holds itself"
def copy_weights(source, target):
    for theirs, mine in zip(source.children(), target.children()):
        mine.load_state_dict(theirs.state_dict())


# %% wrong="copy_weights" passes="visible" why="new parameters with the old memory"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for module in target.modules():
        for name, values in list(module.named_parameters(recurse=False)):
            fresh = nn.Parameter(values.data, requires_grad=values.requires_grad)
            fresh.grad = values.grad
            setattr(module, name, fresh)


# %% wrong="copy_weights" passes="visible" why="by lists, which forget float64"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(torch.tensor(values.tolist()))


# %% wrong="copy_weights" passes="visible" why="0 times what was there, which keeps what is not a number"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(here[name] * 0 + values)


# %% wrong="copy_weights" passes="visible" why="repairs what is not a number"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(torch.nan_to_num(values))


# %% wrong="copy_weights" passes="visible" why="everything through float32, the counters too"
def copy_weights(source, target):
    here = target.state_dict()
    for name, values in source.state_dict().items():
        here[name].copy_(values.float())


# %% wrong="copy_weights" passes="visible" why="buffers get new tensors"
def copy_weights(source, target):
    with torch.no_grad():
        for theirs, mine in zip(source.parameters(), target.parameters()):
            mine.copy_(theirs)
    for theirs, mine in zip(source.modules(), target.modules()):
        for name, values in theirs.named_buffers(recurse=False):
            setattr(mine, name, values.clone())


# %% wrong="copy_weights" passes="visible" why="the inner modules take the modes of the source"
def copy_weights(source, target):
    target.load_state_dict(source.state_dict())
    for theirs, mine in zip(source.children(), target.children()):
        mine.train(theirs.training)
