# %% right="checked_slope" why="plain: leaf tensor, backward, abs of the difference"
def checked_slope(
    function: Callable[[Tensor], Tensor],
    derivative: Callable[[float], float],
    x: float,
) -> float:
    """Return the slope of a function by autograd, if the one by hand agrees."""
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if abs(slope - by_hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% right="checked_slope" why="torch.autograd.grad in a helper of its own, x made a float for both"
def _neigung_mit_torch(f, wo):
    t = torch.tensor(wo, dtype=torch.double)
    t.requires_grad_()
    y = f(t)
    (g,) = torch.autograd.grad(y, t)
    return float(g)


def checked_slope(function, derivative, x):
    x = float(x)
    auto = _neigung_mit_torch(function, x)
    hand = float(derivative(x))
    too_low = (hand - auto) > 1e-6
    too_high = (auto - hand) > 1e-6
    if too_low or too_high:
        raise ValueError("slopes differ: " + str(auto) + " (autograd) and " + str(hand) + " (hand)")
    return auto
# %% right="checked_slope" why="functional: torch.func.grad and math.isclose with rel_tol 0"
from torch.func import grad as _grad_of


def checked_slope(
    function: Callable[[Tensor], Tensor],
    derivative: Callable[[float], float],
    x: float,
) -> float:
    where = torch.tensor(x, dtype=torch.float64)
    found = _grad_of(function)(where).item()
    worked_out = derivative(x)
    if not math.isclose(found, worked_out, rel_tol=0.0, abs_tol=1e-6):
        raise ValueError(f"by hand: {worked_out!r}; autograd: {found!r}")
    return found
# %% right="checked_slope" why="jacobian of torch.autograd.functional, max minus min, percent format"
def checked_slope(function, derivative, x):
    at = torch.as_tensor(float(x), dtype=torch.float64)
    J = torch.autograd.functional.jacobian(function, at)
    a, b = J.item(), derivative(float(x))
    if max(a, b) - min(a, b) > 10 ** -6:
        raise ValueError("autograd: %s, hand: %s" % (a, b))
    return a
# %% right="checked_slope" why="numpy detour for the point and the comparison, guard clause the other way round"
def checked_slope(
    function: Callable[[Tensor], Tensor],
    derivative: Callable[[float], float],
    x: float,
) -> float:
    start = torch.from_numpy(np.array(x, dtype=np.float64)).clone().requires_grad_(True)
    result = function(start)
    result.backward()
    assert start.grad is not None
    s = float(start.grad.numpy())
    d = derivative(x)
    difference = np.abs(s - d)
    if difference <= 1e-6:
        return s
    message = "autograd says {}, by hand it is {}".format(s, d)
    raise ValueError(message)
# %% wrong="checked_slope" why="'in float64': x is first rounded to float32 (torch.tensor of a float, then .double()), so at x = 0.1 the slope is that of another place"
def checked_slope(function, derivative, x):
    point = torch.tensor(float(x)).double().requires_grad_()
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if abs(slope - by_hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'differ by more than 1e-6': isclose with its rel_tol is a relative tolerance, so large slopes may differ by much more and slopes near 0 are refused for less"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if not math.isclose(slope, by_hand, rel_tol=1e-6):
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'differ by more than 1e-6': np.isclose adds its default rtol 1e-5 times the slope to the tolerance, slopes of 6 may differ by 5e-5"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if not np.isclose(slope, by_hand, atol=1e-6):
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'by more than 1e-6': >= refuses slopes that differ by exactly 1e-6 (0.0 by autograd, 1e-6 by hand)"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if abs(slope - by_hand) >= 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'more than 1e-6': the tolerance is 1e-4"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    y = function(point)
    y.backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if abs(slope - by_hand) > 1e-4:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'holds both numbers, as Python prints them': the text rounds them to three digits, so 6.00001 is told as 6.000"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if abs(slope - by_hand) > 1e-6:
        raise ValueError(f"autograd says {slope:.3f}, by hand it is {by_hand:.3f}")
    return slope
# %% wrong="checked_slope" why="'differ by more than 1e-6': compares numbers rounded to six places, which refuses some that differ by far less (0.4e-6 and 0.6e-6)"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if round(slope, 6) != round(by_hand, 6):
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'derivative ... for plain numbers': it is given the tensor with its notes, so a derivative like np.cos, round(x, 3) or x.is_integer() fails, and one that returns 2 * x gives a tensor"
def checked_slope(function, derivative, x):
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(x).backward()
    slope = x.grad.item()
    by_hand = derivative(x)
    if abs(slope - by_hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'in either direction': only a number by hand below autograd's is refused"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    slope = point.grad.item()
    by_hand = derivative(x)
    if slope - by_hand > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'returns the slope that autograd found': returns the number worked out by hand"
def checked_slope(function, derivative, x):
    point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    function(point).backward()
    by_hand = derivative(x)
    if abs(point.grad.item() - by_hand) > 1e-6:
        raise ValueError(f"autograd says {point.grad.item()}, by hand it is {by_hand}")
    return float(by_hand)
# %% wrong="checked_slope" why="'by autograd': central differences, good to some ten digits only"
def checked_slope(function, derivative, x):
    h = 1e-5
    up = function(torch.tensor(x + h, dtype=torch.float64)).item()
    down = function(torch.tensor(x - h, dtype=torch.float64)).item()
    slope = (up - down) / (2 * h)
    by_hand = derivative(x)
    if abs(slope - by_hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% wrong="checked_slope" why="'differ by more than 1e-6': math.isclose keeps its default rel_tol 1e-9 beside abs_tol, so slopes of a million may differ by 1e-3"
def checked_slope(function, derivative, x):
    point = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(function(point), point)
    slope, by_hand = slope.item(), derivative(x)
    if not math.isclose(slope, by_hand, abs_tol=1e-6):
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
# %% right="QNetwork" why="list of layers into nn.Sequential, as hinted"
class QNetwork(nn.Module):
    """Values of all actions, from observations, by linear layers with ReLUs between."""

    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        n_in = n_features
        for _ in range(depth):
            layers += [nn.Linear(n_in, width), nn.ReLU()]
            n_in = width
        layers.append(nn.Linear(n_in, n_actions))
        self.layers = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.layers(observations)
# %% right="QNetwork" why="ModuleList of all sizes, pairs by zip, torch.relu in forward"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        sizes = [n_features] + [width] * depth + [n_actions]
        self.linears = nn.ModuleList(
            nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)
        )

    def forward(self, observations: Tensor) -> Tensor:
        *hidden, last = self.linears
        x = observations
        for layer in hidden:
            x = torch.relu(layer(x))
        return last(x)
# %% right="QNetwork" why="numbered attributes with setattr, clamp as the ReLU, if depth == 0 case by itself"
class QNetwork(nn.Module):
    def __init__(self, n_features, n_actions, width, depth):
        super().__init__()
        self.depth = depth
        if depth == 0:
            self.out = nn.Linear(n_features, n_actions)
        else:
            for i in range(depth):
                if i == 0:
                    setattr(self, "hidden%d" % i, nn.Linear(n_features, width))
                else:
                    setattr(self, "hidden%d" % i, nn.Linear(width, width))
            self.out = nn.Linear(width, n_actions)

    def forward(self, observations):
        h = observations
        for i in range(self.depth):
            h = getattr(self, f"hidden{i}")(h)
            h = h.clamp(min=0)
        return self.out(h)
# %% right="QNetwork" why="recursive: a network is a layer and a shallower network behind it"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        if depth > 0:
            self.front = nn.Linear(n_features, width)
            self.back = QNetwork(width, n_actions, width, depth - 1)
        else:
            self.front = nn.Linear(n_features, n_actions)
            self.back = None

    def forward(self, observations: Tensor) -> Tensor:
        ahead = self.front(observations)
        if self.back is None:
            return ahead
        return self.back(nn.functional.relu(ahead))
# %% right="QNetwork" why="Sequential grown with add_module, one ReLU object with inplace=True shared by all"
def _schicht(hinein, hinaus):
    return nn.Linear(in_features=hinein, out_features=hinaus, bias=True)


class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        knick = nn.ReLU(inplace=True)
        self.body = nn.Sequential()
        for k in range(depth):
            self.body.add_module(f"linear_{k}", _schicht(width if k else n_features, width))
            self.body.add_module(f"relu_{k}", knick)
        self.head = _schicht(width if depth else n_features, n_actions)

    def forward(self, observations: Tensor) -> Tensor:
        return self.head(self.body(observations))
# %% right="QNetwork" why="keeps the weights and biases of nn.Linear in ParameterLists and multiplies by itself"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        self.W, self.b = nn.ParameterList(), nn.ParameterList()
        units = (n_features, *(width for _ in range(depth)), n_actions)
        for j in range(depth + 1):
            made = nn.Linear(units[j], units[j + 1])
            self.W.append(made.weight)
            self.b.append(made.bias)

    def forward(self, observations: Tensor) -> Tensor:
        z = observations @ self.W[0].T + self.b[0]
        for j in range(1, len(self.W)):
            z = torch.where(z > 0, z, torch.zeros_like(z)) @ self.W[j].T + self.b[j]
        return z
# %% right="QNetwork" why="the module is itself a Sequential inside: subclass layout with a static builder"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        self.run = self._build([n_features, *[width] * depth], n_actions)

    @staticmethod
    def _build(ins: Sequence[int], n_out: int) -> nn.Sequential:
        blocks = [
            nn.Sequential(nn.Linear(here, there), nn.ReLU())
            for here, there in zip(ins, ins[1:])
        ]
        return nn.Sequential(*blocks, nn.Linear(ins[-1], n_out))

    def forward(self, observations: Tensor) -> Tensor:
        values = self.run(observations)
        return values
# %% wrong="QNetwork" why="'random weights of its own': the middle layers are one and the same layer, seen from depth 3 on"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        if depth == 0:
            self.net = nn.Sequential(nn.Linear(n_features, n_actions))
        else:
            self.net = nn.Sequential(
                nn.Linear(n_features, width),
                nn.ReLU(),
                *[nn.Linear(width, width), nn.ReLU()] * (depth - 1),
                nn.Linear(width, n_actions),
            )

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'After the output layer comes nothing': with depth 0 the only layer, which is the output, gets a ReLU"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        sizes = [n_features] + [width] * depth + [n_actions]
        self.layers = nn.ModuleList(
            [nn.Linear(sizes[i], sizes[i + 1]) for i in range(depth + 1)]
        )

    def forward(self, observations: Tensor) -> Tensor:
        x = torch.relu(self.layers[0](observations))
        for i, layer in enumerate(self.layers[1:], start=1):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = torch.relu(x)
        return x
# %% wrong="QNetwork" why="'depth hidden layers': never more than two, a depth of 3 is built like 2"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers = []
        if depth >= 1:
            layers += [nn.Linear(n_features, width), nn.ReLU()]
        if depth >= 2:
            layers += [nn.Linear(width, width), nn.ReLU()]
        layers.append(nn.Linear(width if depth else n_features, n_actions))
        self.net = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'width units each': 8 units, the number of the example, whatever width says"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers = []
        last = n_features
        for _ in range(depth):
            layers.append(nn.Linear(last, 8))
            layers.append(nn.ReLU())
            last = 8
        layers.append(nn.Linear(last, n_actions))
        self.net = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'After each hidden layer comes a ReLU' and nowhere else: one stands before the first layer, so negative observations count as 0"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        sizes = [n_features] + [width] * depth + [n_actions]
        self.layers = nn.ModuleList(
            [nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])]
        )

    def forward(self, observations: Tensor) -> Tensor:
        x = observations
        for layer in self.layers:
            x = layer(torch.relu(x))
        return x
# %% wrong="QNetwork" why="'[batch, n_features] to [batch, n_actions]': with one action the axis of the actions is squeezed away"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers = []
        for i in range(depth):
            layers += [nn.Linear(n_features if i == 0 else width, width), nn.ReLU()]
        self.hidden = nn.Sequential(*layers)
        self.out = nn.Linear(width if depth > 0 else n_features, n_actions)

    def forward(self, observations: Tensor) -> Tensor:
        return self.out(self.hidden(observations)).squeeze(-1)
# %% wrong="QNetwork" why="'It can be trained: a loss finds a slope in every weight': the hidden layers run under no_grad and only the output layer learns"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers = []
        for i in range(depth):
            layers += [nn.Linear(n_features if i == 0 else width, width), nn.ReLU()]
        self.hidden = nn.Sequential(*layers)
        self.out = nn.Linear(width if depth > 0 else n_features, n_actions)

    def forward(self, observations: Tensor) -> Tensor:
        with torch.no_grad():
            features = self.hidden(observations)
        return self.out(features)
# %% wrong="QNetwork" why="'after network.to(device) it runs on that device': the zeros of the ReLU are a plain attribute that stays on the cpu"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        sizes = [n_features] + [width] * depth
        self.hidden = nn.ModuleList(
            [nn.Linear(sizes[i], sizes[i + 1]) for i in range(depth)]
        )
        self.out = nn.Linear(sizes[-1], n_actions)
        self.zeros = torch.zeros(width)

    def forward(self, observations: Tensor) -> Tensor:
        x = observations
        for layer in self.hidden:
            x = torch.maximum(layer(x), self.zeros)
        return self.out(x)
# %% wrong="QNetwork" why="'random weights, as nn.Linear makes them': the biases are set to 0"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers = []
        n_in = n_features
        for _ in range(depth):
            layers += [nn.Linear(n_in, width), nn.ReLU()]
            n_in = width
        layers.append(nn.Linear(n_in, n_actions))
        self.net = nn.Sequential(*layers)
        for module in self.net:
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'random weights': each construction sets the global seed, so all networks of one shape begin with the same weights"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        torch.manual_seed(0)
        layers = []
        n_in = n_features
        for _ in range(depth):
            layers += [nn.Linear(n_in, width), nn.ReLU()]
            n_in = width
        layers.append(nn.Linear(n_in, n_actions))
        self.net = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'random weights of its own': the middle layers are deep copies of one, with the same numbers at first"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        middle = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        layers = []
        if depth > 0:
            layers += [nn.Linear(n_features, width), nn.ReLU()]
            layers += [copy.deepcopy(middle) for _ in range(depth - 1)]
        layers.append(nn.Linear(width if depth > 0 else n_features, n_actions))
        self.net = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'weights of its own': layers of one shape are cached, so two networks (and two middle layers) share them"
_made: dict[tuple[int, int, int], nn.Linear] = {}


def linear(n_in: int, n_out: int, place: int) -> nn.Linear:
    if (n_in, n_out, place) not in _made:
        _made[n_in, n_out, place] = nn.Linear(n_in, n_out)
    return _made[n_in, n_out, place]


class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        sizes = [n_features] + [width] * depth + [n_actions]
        layers = []
        for place in range(depth + 1):
            layers.append(linear(sizes[place], sizes[place + 1], place))
            if place < depth:
                layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% wrong="QNetwork" why="'After each hidden layer comes a ReLU': the last hidden layer has none"
class QNetwork(nn.Module):
    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        layers = []
        for i in range(depth):
            layers.append(nn.Linear(n_features if i == 0 else width, width))
            if i < depth - 1:
                layers.append(nn.ReLU())
        layers.append(nn.Linear(width if depth else n_features, n_actions))
        self.net = nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> Tensor:
        return self.net(observations)
# %% right="td_step" why="gather, squeeze(1), detach, the pseudocode line by line"
def td_step(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations)
    chosen = values.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% right="td_step" why="fancy indices on the right device, nn.functional.mse_loss, zero_grad at the very beginning"
def td_step(network, optimiser, observations, actions, targets):
    optimiser.zero_grad(set_to_none=True)
    q = network(observations)
    rows = torch.arange(q.shape[0], device=q.device)
    loss = nn.functional.mse_loss(q[rows, actions], targets.detach())
    loss.backward()
    before = float(loss)
    optimiser.step()
    return before
# %% right="td_step" why="one-hot mask and sum over the actions; targets copied under no_grad"
def td_step(network, optimiser, observations, actions, targets):
    with torch.no_grad():
        constants = targets.clone()
    q_all = network(observations)
    mask = nn.functional.one_hot(actions, num_classes=q_all.shape[1])
    q_taken = torch.sum(q_all * mask, dim=1)
    error = q_taken - constants
    loss = torch.sum(error * error) / len(error)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return float(loss.detach())
# %% right="td_step" why="clumsy loop over the rows with torch.stack and nn.MSELoss"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    chosen = []
    for i in range(len(actions)):
        chosen.append(values[i, actions[i].item()])
    chosen = torch.stack(chosen)
    criterion = nn.MSELoss(reduction="mean")
    L = criterion(chosen, targets.data)
    for group in optimiser.param_groups:
        for w in group["params"]:
            w.grad = None
    L.backward()
    optimiser.step()
    return L.item()
# %% right="td_step" why="closure handed to optimiser.step, take_along_dim, both sides [batch, 1]"
def td_step(network, optimiser, observations, actions, targets):
    column = targets.detach().unsqueeze(1)

    def loss_and_slopes() -> Tensor:
        optimiser.zero_grad()
        chosen = torch.take_along_dim(network(observations), actions.unsqueeze(1), dim=1)
        loss = (chosen - column).pow(2).mean()
        loss.backward()
        return loss

    return optimiser.step(loss_and_slopes).item()
# %% right="td_step" why="whole table as targets: untouched values are their own target, mse over the table times n_actions"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations)
    wanted = values.detach().clone()
    wanted.scatter_(1, actions.view(-1, 1), targets.detach().view(-1, 1))
    loss = nn.functional.mse_loss(values, wanted, reduction="sum") / values.shape[0]
    network.zero_grad()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% right="td_step" why="transposed table and its diagonal; squared norm"
def td_step(network, optimiser, observations, actions, targets):
    n = observations.shape[0]
    chosen = network(observations).T[actions].diagonal()
    gap = chosen - targets.detach()
    loss = gap.dot(gap) / n
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% right="td_step" why="bare squeeze(): with one row the shape is [] and the difference still has one entry, so the loss is right"
def td_step(network, optimiser, observations, actions, targets):
    chosen = torch.gather(network(observations), dim=1, index=actions.reshape(-1, 1)).squeeze()
    loss = torch.mean((chosen - targets.detach()) ** 2)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% right="td_step" why="torch.autograd.grad for the weights of the optimiser, slopes put into .grad by hand"
def td_step(network, optimiser, observations, actions, targets):
    q = network(observations)
    loss = ((q.gather(1, actions[:, None])[:, 0] - targets.detach()) ** 2).mean()
    weights = [w for g in optimiser.param_groups for w in g["params"] if w.requires_grad]
    slopes = torch.autograd.grad(loss, weights, allow_unused=True)
    optimiser.zero_grad()
    for w, slope in zip(weights, slopes, strict=True):
        w.grad = slope
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'come with notes': detach_ in place fails where the targets are a view (such as network(s)[:, 0]), and changes the caller's tensor"
def td_step(network, optimiser, observations, actions, targets):
    targets.detach_()
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'The weights change by what this loss says and by nothing else': the slopes are clipped to norm 10"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 10.0)
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'let the optimiser take one step': moves the weights by SGD by hand, which is another step than that of Adam or of momentum"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    with torch.no_grad():
        for group in optimiser.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    weight -= group["lr"] * weight.grad
    return loss.item()
# %% wrong="td_step" why="'let the optimiser take one step': makes a new optimiser of the same kind, so the state of the one handed in (momentum, Adam's means) is neither used nor kept"
def td_step(network, optimiser, observations, actions, targets):
    fresh = type(optimiser)(network.parameters(), lr=optimiser.param_groups[0]["lr"])
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    fresh.zero_grad()
    loss.backward()
    fresh.step()
    return loss.item()
# %% wrong="td_step" why="'the targets being constants': they are changed in place, as detach shares the caller's memory"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    difference = targets.detach().sub_(chosen)
    loss = (difference**2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'the one of the action that was taken': flat places are counted with 2 actions, the number of the example"
def td_step(network, optimiser, observations, actions, targets):
    values = network(observations).flatten()
    rows = torch.arange(len(actions), device=actions.device)
    chosen = values[2 * rows + actions]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'let the optimiser take one step': takes none where the loss is 0, though momentum would move the weights"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    if loss.item() == 0.0:
        return 0.0
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'Return the loss of the batch': rounded to four digits"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return round(loss.item(), 4)
# %% wrong="td_step" why="'mean squared TD error': a Huber loss with a large delta, which is linear for errors above 5"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = 2 * nn.functional.huber_loss(chosen, targets.detach(), delta=5.0)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'each row ... its target': gather's [n, 1] minus [n] broadcasts to [n, n]"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions.unsqueeze(1))
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'whatever is left in their .grad must not count': old slopes are forgotten after the step only"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()
# %% wrong="td_step" why="'no slope flows through them': the targets are cloned, and a clone keeps the notes"
def td_step(network, optimiser, observations, actions, targets):
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.clone()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'whatever is left in their .grad must not count': forgets only the slopes of the parameters with two axes, not those of the biases"
def td_step(network, optimiser, observations, actions, targets):
    for module in network.modules():
        if isinstance(module, nn.Linear):
            module.weight.grad = None
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="td_step" why="'Return the loss before the step': computed anew after the step"
def td_step(network, optimiser, observations, actions, targets):
    def loss_now() -> Tensor:
        chosen = network(observations).gather(1, actions[:, None]).squeeze(1)
        return ((chosen - targets.detach()) ** 2).mean()

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    with torch.no_grad():
        return loss_now().item()
# %% right="to_device" why="the two lines, tuple of a generator"
def to_device(
    network: nn.Module, batch: tuple[Tensor, ...], target: torch.device
) -> tuple[Tensor, ...]:
    network.to(target)
    return tuple(tensor.to(target) for tensor in batch)
# %% right="to_device" why="loop, list, append, tuple at the end; the result of network.to is assigned again"
def to_device(network, batch, target):
    network = network.to(device=target)
    moved = []
    for i in range(len(batch)):
        t = batch[i]
        if t.device != target:
            t = t.to(target)
        moved.append(t)
    return tuple(moved)
# %% right="to_device" why="map with a named helper, star in a tuple display"
def to_device(network, batch, target):
    def umgezogen(x: Tensor) -> Tensor:
        return x.to(target, dtype=x.dtype)

    network.to(target)
    return (*map(umgezogen, batch),)
# %% right="to_device" why="fresh tensors on the device, filled by copy_"
def to_device(network, batch, target):
    result: tuple[Tensor, ...] = ()
    for tensor in batch:
        place = torch.empty(tensor.shape, dtype=tensor.dtype, device=target)
        result = result + (place.copy_(tensor.detach()),)
    network.to(target)
    return result
# %% right="to_device" why="recursion over the batch, a copy even where the tensor is there already"
def to_device(network, batch, target):
    network.to(target)
    if not batch:
        return ()
    first, rest = batch[0], batch[1:]
    return (first.to(target, copy=True),) + to_device(network, rest, target)
# %% right="to_device" why="module by module, each moves itself (and its children, again)"
def to_device(network, batch, target):
    for module in network.modules():
        module.to(target)
    return tuple([each.to(device=target) for each in batch])
# %% wrong="to_device" why="'any number of them, even none': exactly three, as in the example"
def to_device(network, batch, target):
    network.to(target)
    observations, actions, targets = batch
    return observations.to(target), actions.to(target), targets.to(target)
# %% wrong="to_device" why="'each with the values that it had': empty_like makes the shape and the dtype on the device, not the numbers"
def to_device(network, batch, target):
    network.to(target)
    return tuple(torch.empty_like(t, device=target) for t in batch)
# %% wrong="to_device" why="'nothing else about it changes': the network is put into eval mode"
def to_device(network, batch, target):
    network.to(target).eval()
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'nothing else about it changes': a float64 network becomes float32"
def to_device(network, batch, target):
    network.to(device=target, dtype=torch.float32)
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'the dtype that it had': float tensors all become float32, a float64 tensor among them too"
def to_device(network, batch, target):
    network.to(target)
    return tuple(
        t.to(target, torch.float32) if t.is_floating_point() else t.to(target)
        for t in batch
    )
# %% wrong="to_device" why="'Some of the weights may lie on the device already': looks at the first weight only and leaves the others where they are"
def to_device(network, batch, target):
    if next(network.parameters()).device != target:
        network.to(target)
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'Some of the tensors may lie on the device already', 'even none': looks at the first tensor and gives back the batch unmoved, and fails for an empty one"
def to_device(network, batch, target):
    network.to(target)
    if batch[0].device == target:
        return batch
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'with all its parameters and buffers': the children move, what the outermost module has itself does not"
def to_device(network, batch, target):
    for layer in network.children():
        layer.to(target)
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'nothing else about it changes': to_empty moves the network and loses its numbers"
def to_device(network, batch, target):
    network.to_empty(device=target)
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'nothing else about it changes': the gradients are forgotten"
def to_device(network, batch, target):
    network.to(target)
    network.zero_grad()
    return tuple(t.to(target) for t in batch)
# %% wrong="to_device" why="'each with the values that it had', 'may lie on the device already': goes through plain lists, which loses the shape of an empty tensor and fails for a tensor on meta"
def to_device(network, batch, target):
    network.to(target)
    return tuple(torch.tensor(t.tolist(), dtype=t.dtype, device=target) for t in batch)
# %% wrong="to_device" why="'in the same order': tensors already there come first"
def to_device(network, batch, target):
    network.to(target)
    there = [t for t in batch if t.device == target]
    elsewhere = [t.to(target) for t in batch if t.device != target]
    return tuple(there + elsewhere)
# %% wrong="to_device" why="'return a tuple with the moved tensors': the results of tensor.to are thrown away"
def to_device(network, batch, target):
    network.to(target)
    for t in batch:
        t.to(target)
    return batch
# %% right="copy_weights" why="one line"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.load_state_dict(source.state_dict())
# %% right="copy_weights" why="loop over the two dictionaries by name, copy_ into the tensors of the target's"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    mine, theirs = target.state_dict(), source.state_dict()
    for name in mine:
        mine[name].copy_(theirs[name])
# %% right="copy_weights" why="parameters and buffers zipped, under no_grad"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for new, old in zip(source.parameters(), target.parameters(), strict=True):
            old.copy_(new)
        for new, old in zip(source.buffers(), target.buffers(), strict=True):
            old.copy_(new)
# %% right="copy_weights" why="cautious: clones first, then loads, and checks that all keys fitted"
def copy_weights(source, target):
    snapshot = {k: v.detach().clone() for k, v in source.state_dict().items()}
    outcome = target.load_state_dict(snapshot, strict=True)
    assert not outcome.missing_keys and not outcome.unexpected_keys
    return None
# %% right="copy_weights" why="assignment into the whole of each detached tensor by [...]"
def copy_weights(source, target):
    pairs = zip(target.state_dict().values(), source.state_dict().values())
    for ziel, quelle in pairs:
        ziel[...] = quelle
# %% right="copy_weights" why=".data.copy_ with a helper that lists all tensors of a module"
def _alle_zahlen(network):
    names = set(network.state_dict())
    for name, tensor in [*network.named_parameters(), *network.named_buffers()]:
        if name in names:
            yield name, tensor


def copy_weights(source, target):
    by_name = dict(_alle_zahlen(source))
    for name, tensor in _alle_zahlen(target):
        tensor.data.copy_(by_name[name].data)
# %% wrong="copy_weights" why="'In target only the numbers change: not its mode': puts it into eval mode"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.load_state_dict(source.state_dict())
    target.eval()
# %% wrong="copy_weights" why="'nor which of its weights can be trained': freezes the target"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.load_state_dict(source.state_dict())
    for weight in target.parameters():
        weight.requires_grad_(False)
# %% wrong="copy_weights" why="'not ... its gradients': forgets the target's gradients"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.zero_grad()
    target.load_state_dict(source.state_dict())
# %% wrong="copy_weights" why="'source stays as it is, with its gradients': forgets them"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    source.zero_grad()
    target.load_state_dict(source.state_dict())
# %% wrong="copy_weights" why="'not its mode': the target takes over the mode of the source"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.load_state_dict(source.state_dict())
    target.train(source.training)
# %% wrong="copy_weights" why="'copied into the tensors that target has', 'stay independent': the buffers become the same tensors as the source's"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for new, old in zip(source.parameters(), target.parameters(), strict=True):
            old.copy_(new)
    for new, old in zip(source.buffers(), target.buffers(), strict=True):
        old.data = new.data
# %% wrong="copy_weights" why="'copied into the tensors that target has': the buffers get new memory, a view of the old does not see the numbers"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for new, old in zip(source.parameters(), target.parameters(), strict=True):
            old.copy_(new)
    for new, old in zip(source.buffers(), target.buffers(), strict=True):
        old.data = new.data.clone()
# %% wrong="copy_weights" why="'all parameters': frozen weights of the target are left out"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for new, old in zip(source.parameters(), target.parameters(), strict=True):
            if old.requires_grad:
                old.copy_(new)
        for new, old in zip(source.buffers(), target.buffers(), strict=True):
            old.copy_(new)
# %% wrong="copy_weights" why="'nor which of its weights can be trained': switches requires_grad off to write and then on, for weights that were frozen too"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    for new, old in zip(source.parameters(), target.parameters(), strict=True):
        old.requires_grad_(False)
        old.copy_(new.detach())
        old.requires_grad_(True)
    for new, old in zip(source.buffers(), target.buffers(), strict=True):
        old.copy_(new)
# %% wrong="copy_weights" why="'the numbers of source, exactly': adds the difference, which rounds"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    news = source.state_dict()
    for name, mine in target.state_dict().items():
        if mine.is_floating_point():
            mine += news[name] - mine
        else:
            mine.copy_(news[name])
# %% wrong="copy_weights" why="'exactly': the numbers pass through float32 tensors made of lists, so those of a float64 network lose digits"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    news = source.state_dict()
    for name, mine in target.state_dict().items():
        mine.copy_(torch.tensor(news[name].tolist()))
# %% wrong="copy_weights" why="'all buffers': parameters only, the running means are left"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    with torch.no_grad():
        for new, old in zip(source.parameters(), target.parameters(), strict=True):
            old.copy_(new)
# %% wrong="copy_weights" why="'copied into the tensors that target has', 'independent': assign=True makes the source's tensors the target's"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.load_state_dict(source.state_dict(), assign=True)
# %% wrong="copy_weights" why="'only the numbers change: not its gradients': the gradients of the source are copied along"
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    target.load_state_dict(source.state_dict())
    for new, old in zip(source.parameters(), target.parameters(), strict=True):
        old.grad = None if new.grad is None else new.grad.clone()
