# %% right="TwoLayer" why="load_state_dict with a dictionary of transposes; tanh as a method"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = (one.detach() for one in parameters)
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(self.hidden(inputs).tanh())


# %% right="TwoLayer" why="layers without initial values (skip_init), new nn.Parameters assigned to them; the weights keep the strides of a transpose"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        for name, weight, bias in (("hidden", *parameters[:2]), ("output", *parameters[2:])):
            n_from, n_to = weight.shape
            layer = nn.utils.skip_init(nn.Linear, n_from, n_to, dtype=weight.dtype)
            layer.weight = nn.Parameter(weight.detach().clone().t())
            layer.bias = nn.Parameter(bias.detach().clone())
            setattr(self, name, layer)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% right="TwoLayer" why="a subclass of nn.Linear that turns the numbers round; an nn.Tanh as an attribute of its own, which has no tensors"
class Turned(nn.Linear):
    def __init__(self, weight, bias):
        super().__init__(weight.size(0), weight.size(1), dtype=weight.dtype)
        with torch.no_grad():
            for j in range(weight.size(0)):
                self.weight[:, j] = weight[j]
            self.bias[:] = bias


class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self.hidden = Turned(parameters.w1, parameters.b1)
        self.between = nn.Tanh()
        self.output = Turned(parameters.w2, parameters.b2)

    def forward(self, inputs: Tensor) -> Tensor:
        for layer in self.children():
            inputs = layer(inputs)
        return inputs


# %% right="TwoLayer" why="numbers go through Python lists, which is exact; the forward pass multiplies by itself, with addmm and tanh in place"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()

        def layer_of(weight: Tensor, bias: Tensor) -> nn.Linear:
            layer = nn.Linear(weight.shape[0], weight.shape[1], dtype=weight.dtype)
            columns = [list(column) for column in zip(*weight.tolist(), strict=True)]
            layer.weight.data = torch.tensor(columns, dtype=weight.dtype)
            layer.bias.data = torch.tensor(bias.tolist(), dtype=bias.dtype)
            return layer

        self.hidden = layer_of(parameters.w1, parameters.b1)
        self.output = layer_of(parameters.w2, parameters.b2)

    def forward(self, inputs: Tensor) -> Tensor:
        z = torch.addmm(self.hidden.bias, inputs, self.hidden.weight.T)
        return torch.addmm(self.output.bias, z.tanh_(), self.output.weight.T)


# %% right="TwoLayer" why="layers from the meta device, filled by to_empty; einsum and F.linear in the forward pass"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        n_in, n_hidden = parameters.w1.shape
        n_out = parameters.b2.numel()
        kind = parameters.w1.dtype
        self.hidden = nn.Linear(n_in, n_hidden, device="meta", dtype=kind).to_empty(device="cpu")
        self.output = nn.Linear(n_hidden, n_out, device="meta", dtype=kind).to_empty(device="cpu")
        numbers = [parameters.w1.mT, parameters.b1, parameters.w2.mT, parameters.b2]
        for mine, given in zip(self.parameters(), numbers, strict=True):
            mine.detach().copy_(given.detach())

    def forward(self, inputs: Tensor) -> Tensor:
        hidden = torch.einsum("bi,hi->bh", inputs, self.hidden.weight) + self.hidden.bias
        return nn.functional.linear(hidden.tanh(), self.output.weight, self.output.bias)


# %% wrong="TwoLayer" why="statement: 'The numbers are copies'; the biases are cloned, the weights are views of w1 and w2 (detach and transpose copy nothing)"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        self.hidden.weight = nn.Parameter(w1.detach().T)
        self.hidden.bias = nn.Parameter(b1.detach().clone())
        self.output.weight = nn.Parameter(w2.detach().T)
        self.output.bias = nn.Parameter(b2.detach().clone())

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'The numbers are copies'; .T.contiguous() copies, but not where one of the sizes is 1: then the weight is w1 or w2 itself"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = (one.detach() for one in parameters)
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        self.hidden.weight = nn.Parameter(w1.T.contiguous())
        self.hidden.bias = nn.Parameter(b1.clone())
        self.output.weight = nn.Parameter(w2.T.contiguous())
        self.output.bias = nn.Parameter(b2.clone())

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'The numbers are copies'; the last one, output.bias, gets the storage of b2"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
        self.output.bias.data = b2.data

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'All four tensors of the network require gradients, whether the parameters do or not'; they take over the flag of the parameters"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        for layer, weight, bias in ((self.hidden, w1, b1), (self.output, w2, b2)):
            layer.weight = nn.Parameter(weight.detach().T.clone(), requires_grad=weight.requires_grad)
            layer.bias = nn.Parameter(bias.detach().clone(), requires_grad=bias.requires_grad)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'the numbers and the dtype of the parameters'; copied into float32 layers and made double afterwards: seven digits"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape)
        self.output = nn.Linear(*w2.shape)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)
        self.to(w1.dtype)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'the dtype of the parameters'; float64, always, since the table says float64"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=torch.float64)
        self.output = nn.Linear(*w2.shape, dtype=torch.float64)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs.double())))


# %% wrong="TwoLayer" why="statement: 'each gets its gradient from the predictions'; the last bias is added as .data, out of autograd's sight"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return torch.tanh(self.hidden(inputs)) @ self.output.weight.T + self.output.bias.data


# %% wrong="TwoLayer" why="statement: 'no other parameters or buffers'; a buffer that is not in the state_dict holds the number of hidden units"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        self.register_buffer("n_hidden", torch.tensor(len(b1)), persistent=False)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="docstring: '[batch, n_in] to [batch, n_out]'; a batch of one loses its first dimension"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs))).squeeze(0)


# %% wrong="TwoLayer" why="statement: names 'hidden.bias ... output.bias'; where all biases are zero, as Part 3.2 begins, the layer is built without them"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = self.layer(w1, b1)
        self.output = self.layer(w2, b2)

    @staticmethod
    def layer(weight, bias):
        layer = nn.Linear(*weight.shape, bias=bool(bias.any()), dtype=weight.dtype)
        with torch.no_grad():
            layer.weight.copy_(weight.T)
            if layer.bias is not None:
                layer.bias.copy_(bias)
        return layer

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'The numbers are copies'; layers are kept by their sizes, so that two networks of the same sizes are one"
_LAYERS: dict[object, nn.Linear] = {}


class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self.hidden = self.filled("hidden", parameters.w1, parameters.b1)
        self.output = self.filled("output", parameters.w2, parameters.b2)

    def filled(self, name, weight, bias):
        key = name, tuple(weight.shape), weight.dtype
        if key not in _LAYERS:
            _LAYERS[key] = nn.Linear(*weight.shape, dtype=weight.dtype)
        layer = _LAYERS[key]
        with torch.no_grad():
            layer.weight.copy_(weight.T)
            layer.bias.copy_(bias)
        return layer

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'All four tensors of the network require gradients'; copied with gradients off, and the flag of the biases is never put back"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        self.requires_grad_(False)
        for layer, weight, bias in ((self.hidden, w1, b1), (self.output, w2, b2)):
            layer.weight.copy_(weight.detach().T)
            layer.bias.copy_(bias.detach())
            layer.weight.requires_grad_(True)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'All four tensors ... each gets its gradient from the predictions'; in evaluation mode the forward pass runs without gradients"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        with torch.set_grad_enabled(self.training):
            return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="statement: 'when the network learns' it has numbers of its own; the first prediction keeps the transposes, and later ones use what was kept"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)
        self._kept = None

    def forward(self, inputs: Tensor) -> Tensor:
        if self._kept is None:
            self._kept = self.hidden.weight.T.clone(), self.output.weight.T.clone()
        w1, w2 = self._kept
        return torch.tanh(inputs @ w1 + self.hidden.bias) @ w2 + self.output.bias


# %% right="what_happens" why="one dictionary, written down"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "other", "f": "same"}


# %% right="what_happens" why="from groups of letters, in another order"
def what_happens() -> dict[str, str]:
    groups = (("error", "d"), ("other", "ea"), ("same", "fcb"))
    return {letter: word for word, letters in groups for letter in letters}


# %% right="what_happens" why="a match in a helper"
def _word(letter):
    match letter:
        case "d":
            return "error"
        case "a" | "e":
            return "other"
        case _:
            return "same"


def what_happens() -> dict[str, str]:
    return dict(zip("abcdef", map(_word, "abcdef"), strict=True))


# %% right="what_happens" why="tries all six with a small network of its own, and reports what it saw"
def what_happens() -> dict[str, str]:
    places = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
    wanted = torch.tensor([[0], [1], [1], [0]], dtype=torch.float64)

    def network():
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(5)
            return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)).double()

    def losses(letter):
        net = network()
        targets = wanted.flatten() if letter == "e" else wanted
        sgd = torch.optim.SGD(net.parameters(), lr=0.1)
        found = []
        for _ in range(30):
            if letter == "c":
                sgd = torch.optim.SGD(net.parameters(), lr=0.1)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loss = nn.functional.mse_loss(net(places), targets)
            if letter != "f":
                found.append(loss.item())
            if letter not in "ab" or letter == "":
                sgd.zero_grad()
            loss.backward()
            if letter == "d":
                loss.backward()
            sgd.step()
            if letter == "b":
                sgd.zero_grad()
            if letter == "f":
                found.append(loss.item())
        return found

    usual = losses("")
    words = {}
    for letter in "abcdef":
        try:
            words[letter] = "same" if np.allclose(losses(letter), usual, rtol=1e-9) else "other"
        except RuntimeError:
            words[letter] = "error"
    return words


# %% right="what_happens" why="a dictionary of another class, OrderedDict, filled with setdefault from what is usual"
def what_happens() -> dict[str, str]:
    told: OrderedDict[str, str] = OrderedDict(d="error")
    told.update(dict.fromkeys(["a", "e"], "other"))
    for letter in "abcdef":
        told.setdefault(letter, "same")
    return told


# %% wrong="what_happens" why="a: 'zero_grad() is left out'; taken for harmless, as if backward wrote over .grad"
def what_happens() -> dict[str, str]:
    return {"a": "same", "b": "same", "c": "same", "d": "error", "e": "other", "f": "same"}


# %% wrong="what_happens" why="b: 'stands at the end of the loop'; taken for another training, though each backward still finds no old gradient"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "other", "c": "same", "d": "error", "e": "other", "f": "same"}


# %% wrong="what_happens" why="c: 'the optimiser stands in the loop'; a new optimiser taken for one that forgets, which plain SGD has nothing to"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "other", "d": "error", "e": "other", "f": "same"}


# %% wrong="what_happens" why="d: 'loss.backward() stands there twice'; taken for doubled gradients, but the notes of the forward pass are gone"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "other", "e": "other", "f": "same"}


# %% wrong="what_happens" why="e: 'the shape [4] instead of [4, 1]'; taken for an error, but it is broadcast with a warning"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "error", "f": "same"}


# %% wrong="what_happens" why="e: 'the shape [4] instead of [4, 1]'; taken for the same numbers"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "same", "f": "same"}


# %% wrong="what_happens" why="f: 'losses.append stands ... after optimiser.step()'; taken for the loss after the step, but the number was computed before"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "other", "f": "other"}


# %% wrong="what_happens" why="a: 'left out' taken for an error, and all else right"
def what_happens() -> dict[str, str]:
    return {"a": "error", "b": "same", "c": "same", "d": "error", "e": "other", "f": "same"}


# %% right="mlp" why="pairwise and a list, the last activation dropped; all widths in the text"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if any(width < 1 for width in widths):
        raise ValueError(f"all widths must be positive, but they are {widths}")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% right="mlp" why="built from the output backwards, by insert: the same layers, drawn in another order"
class TooNarrowError(ValueError):
    def __init__(self, width):
        super().__init__(f"a layer of {width} units is none")


def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    narrowest = min((n_inputs, n_outputs, *hidden))
    if narrowest < 1:
        raise TooNarrowError(narrowest)
    layers = []
    n_to = n_outputs
    for n_from in reversed([n_inputs] + list(hidden)):
        layers.insert(0, nn.Linear(n_from, n_to))
        if len(layers) < 2 * len(hidden) + 1:
            layers.insert(0, activation())
        n_to = n_from
    return nn.Sequential(*layers)


# %% right="mlp" why="an OrderedDict of names, tensors of widths, linear layers first and activations afterwards"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = torch.tensor([n_inputs, *hidden, n_outputs], dtype=torch.int64)
    too_small = widths[widths < 1].tolist()
    if too_small:
        raise ValueError("widths below one: " + ", ".join(map(str, too_small)))
    named = {str(2 * k): nn.Linear(*pair) for k, pair in enumerate(itertools.pairwise(widths.tolist()))}
    named |= {str(2 * k + 1): activation() for k in range(len(hidden))}
    return nn.Sequential(OrderedDict(sorted(named.items(), key=lambda item: int(item[0]))))


# %% right="mlp" why="an empty Sequential that grows by append; the layers are set to new initial values by reset_parameters"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    def checked(width):
        if not width >= 1:
            raise ValueError(f"width {width}")
        return int(width)

    n_from, *others = [checked(width) for width in itertools.chain([n_inputs], hidden, [n_outputs])]
    network = nn.Sequential()
    while others:
        n_to = others.pop(0)
        layer = nn.utils.skip_init(nn.Linear, n_from, n_to)
        layer.reset_parameters()
        network.append(layer)
        if others:
            network.append(activation())
        n_from = n_to
    return network


# %% right="mlp" why="recursion: the first layer, and the network of the rest, by the sum of two Sequentials"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    for width in (n_inputs, n_outputs, *hidden):
        if width < 1:
            raise ValueError(f"{width=}")
    if len(hidden) == 0:
        return nn.Sequential(nn.Linear(n_inputs, n_outputs))
    first = nn.Sequential(nn.Linear(n_inputs, hidden[0]), activation())
    return first + mlp(hidden[0], tuple(hidden)[1:], n_outputs, activation)


# %% right="mlp" why="a slice of a Sequential that is one activation too long; spare activations are made first and thrown away"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    sizes = np.array([n_inputs, *hidden, n_outputs])
    if (sizes < 1).any():
        raise ValueError(f"no layer has {sizes.min()} units")
    spare = [activation() for _ in range(len(hidden) + 3)]
    pairs = zip(sizes[:-1].tolist(), sizes[1:].tolist(), strict=True)
    chain = [part for n_from, n_to in pairs for part in (nn.Linear(n_from, n_to), spare.pop())]
    return nn.Sequential(*chain)[: len(chain) - 1]


# %% wrong="mlp" why="statement: 'made for this layer'; one activation for each width, so that layers of equal width share it"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    activations = {width: activation() for width in hidden}
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers.append(nn.Linear(n_from, n_to))
        if len(layers) < 2 * len(hidden) + 1:
            layers.append(activations[n_to])
    return nn.Sequential(*layers)


# %% wrong="mlp" why="statement: 'what a call of activation() returned that was made for this layer'; one call, and deep copies of what it returned"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    import copy

    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    model = activation()
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), copy.deepcopy(model)]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'what a call of activation() returned'; takes the class of what was returned and calls that, so settings as LeakyReLU(0.3) are lost"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    kind = type(activation())
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), kind()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'inputs and outputs included'; only the hidden widths are checked"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    for width in hidden:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    layers = []
    for n_from, n_to in itertools.pairwise([n_inputs, *hidden, n_outputs]):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'if a width is below 1 ... raises a ValueError'; only 0 is found, for -2 it is nn.Linear's RuntimeError"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if 0 in widths:
        raise ValueError(f"a width is 0: {widths}")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'whose text holds such a number'; the text has a 0 of its own, and never the width"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError("all widths must be greater than 0")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'whose text holds such a number'; tells the smallest hidden width, also where the inputs or the outputs are at fault"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    if n_inputs < 1 or n_outputs < 1 or any(width < 1 for width in hidden):
        raise ValueError(f"a width is below 1: the smallest is {min(hidden, default=None)}")
    layers = []
    for n_from, n_to in itertools.pairwise([n_inputs, *hidden, n_outputs]):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'hidden stays as it is'; += makes a new tuple, but makes a list longer"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = hidden
    widths += type(hidden)([n_outputs])
    layers = []
    n_from = n_inputs
    for n_to in (n_inputs, *widths):
        if n_to < 1:
            raise ValueError(f"width {n_to} is below 1")
    for n_to in widths:
        layers += [nn.Linear(n_from, n_to), activation()]
        n_from = n_to
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'with initial values ... as nn.Linear draws them'; biases are set to zero, as in Part 3.2"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layer = nn.Linear(n_from, n_to)
        nn.init.zeros_(layer.bias)
        layers += [layer, activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'as nn.Linear draws them'; the last layer's weights are made a hundred times smaller, as is usual for policies"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    with torch.no_grad():
        layers[-2].weight.mul_(0.01)
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'initial values of its own'; layers of equal sizes are one and the same layer"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    pairs = [*itertools.pairwise(widths)]
    made = {pair: nn.Linear(*pair) for pair in pairs}
    layers = []
    for pair in pairs:
        layers += [made[pair], activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'initial values of its own, as nn.Linear draws them'; the global generator is seeded for each layer, so layers of equal sizes begin equal, and each network too"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        torch.manual_seed(33)
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="signature: 'hidden: Sequence[int]'; works for a tuple and for a list, not for a range"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    if isinstance(hidden, tuple):
        hidden = list(hidden)
    widths = [n_inputs] + hidden + [n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'for each two neighbours ... one nn.Linear, with its bias'; layers between two hidden ones of equal width are built without bias"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    layers = []
    for k, (n_from, n_to) in enumerate(itertools.pairwise(widths)):
        inner = 0 < k < len(hidden)
        layers += [nn.Linear(n_from, n_to, bias=not (inner and n_from == n_to)), activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="statement: 'what a call of activation() returned that was made for this layer'; two activations take turns, so the third hidden layer shares that of the first"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"width {min(widths)} is below 1")
    first, second = activation(), activation()
    layers = []
    for k, (n_from, n_to) in enumerate(itertools.pairwise(widths)):
        layers += [nn.Linear(n_from, n_to), first if k % 2 == 0 else second]
    return nn.Sequential(*layers[:-1])


# %% right="train_epoch" why="split, mse_loss, item"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for rows in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / len(inputs)


# %% right="train_epoch" why="BatchSampler over the order; losses written to each example's place, their mean taken in float64; gradients set to None by hand"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    from torch.utils.data import BatchSampler

    n = inputs.size(0)
    order = torch.randperm(n, generator=generator).tolist()
    each = torch.full((n,), math.nan, dtype=torch.float64)
    criterion = nn.MSELoss(reduction="none")
    for rows in BatchSampler(order, batch_size, drop_last=False):
        for group in optimiser.param_groups:
            for weight in group["params"]:
                weight.grad = None
        J = criterion(network(inputs[rows]), targets[rows]).mean()
        torch.autograd.backward([J])
        optimiser.step()
        each[rows] = J.detach().double()
    return each.mean().item()


# %% right="train_epoch" why="shuffled copies, cut by slices in a while loop; torch.autograd.grad writes .grad itself; fsum"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    order = torch.randperm(targets.shape[0], generator=generator)
    x, y = inputs.index_select(0, order), targets.index_select(0, order)
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    start, parts = 0, []
    while start < x.shape[0]:
        stop = min(start + batch_size, x.shape[0])
        errors = network(x[start:stop]) - y[start:stop]
        loss = errors.pow(2).sum() / errors.numel()
        for weight, slope in zip(weights, torch.autograd.grad(loss, weights, allow_unused=True), strict=True):
            weight.grad = slope
        optimiser.step()
        parts.append((stop - start) * float(loss.detach()))
        start = stop
    return math.fsum(parts) / x.shape[0]


# %% right="train_epoch" why="a closure for optimiser.step, which forgets, predicts and goes back; a helper generator function for the pieces"
def pieces_of(order, size):
    for k in range(0, order.numel(), size):
        yield order[k : k + size]


def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    measured: list[tuple[int, float]] = []
    order = torch.randperm(len(inputs), generator=generator)
    for piece in pieces_of(order, batch_size):

        def closure(piece=piece):
            optimiser.zero_grad(set_to_none=True)
            loss = torch.mean(torch.square(network(inputs[piece]) - targets[piece]))
            loss.backward()
            measured.append((piece.numel(), loss.item()))
            return loss

        optimiser.step(closure)
    return sum(k * loss for k, loss in measured) / sum(k for k, _ in measured)


# %% right="train_epoch" why="a counter and numpy.average with weights; the epoch is walked through by positions of the order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    order = torch.randperm(inputs.shape[0], generator=generator)
    n_batches = -(-len(order) // batch_size)
    losses, counts = [], []
    for number in range(n_batches):
        rows = order[number * batch_size :][:batch_size]
        network.zero_grad()
        predictions = network(inputs[rows])
        loss = nn.functional.mse_loss(predictions, targets[rows], reduction="sum") / predictions.numel()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        counts.append(len(rows))
    return float(np.average(losses, weights=counts))


# %% wrong="train_epoch" why="statement: 'The order ... is torch.randperm(n, generator=generator)'; the generator is not handed over, so the global one is drawn from"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'draws nothing else, neither from generator ...'; a DataLoader with shuffle=True draws its seeds from the generator, and has another order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    from torch.utils.data import DataLoader, TensorDataset

    data = TensorDataset(inputs, targets)
    total = 0.0
    for x, y in DataLoader(data, batch_size=batch_size, shuffle=True, generator=generator):
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / len(inputs)


# %% wrong="train_epoch" why="statement: 'draws nothing else ... from PyTorch's global generator'; the order is right, but the DataLoader that walks through it draws a base seed from the global generator, which moves"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    from torch.utils.data import DataLoader, TensorDataset

    order = torch.randperm(len(inputs), generator=generator)
    total = 0.0
    for x, y in DataLoader(TensorDataset(inputs[order], targets[order]), batch_size=batch_size):
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / len(inputs)


# %% wrong="train_epoch" why="statement: 'drawn once'; a new permutation for each minibatch, of which the first batch_size are taken"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total, left = len(inputs), 0.0, len(inputs)
    while left > 0:
        rows = torch.randperm(n, generator=generator)[: min(batch_size, left)]
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
        left -= len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'The first minibatch holds the first batch_size of that order'; chunk and a number of pieces make them of nearly equal sizes: of 9 by 4 it makes 3, 3, 3"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    order = torch.randperm(n, generator=generator)
    for rows in order.chunk(math.ceil(n / batch_size)):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'The first minibatch holds the first batch_size of that order'; the order is used up from its end"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    left = torch.randperm(n, generator=generator).tolist()
    while left:
        rows = left[-batch_size:]
        del left[-batch_size:]
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'The order of the examples'; inputs are taken in the order, targets by their positions"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    order = torch.randperm(n, generator=generator)
    for start in range(0, n, batch_size):
        rows = order[start : start + batch_size]
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[start : start + batch_size])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'the mean squared error over all entries of a minibatch'; a sum over the outputs, a mean over the examples"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n, generator=generator).split(batch_size):
        loss = (network(inputs[rows]) - targets[rows]).square().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'So do the modes (train or eval) of the network ... during the epoch too'; train() first, and each layer's mode is put back in the end"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    modes = {module: module.training for module in network.modules()}
    network.train()
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n, generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    for module, mode in modes.items():
        module.training = mode
    return total / n


# %% wrong="train_epoch" why="statement: 'the loss that each had in its minibatch'; the loss that is reported comes from a second forward pass, with other dropout, and batch statistics are updated twice"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n, generator=generator).split(batch_size):
        with torch.no_grad():
            total += nn.functional.mse_loss(network(inputs[rows]), targets[rows]).item() * len(rows)
        optimiser.zero_grad()
        nn.functional.mse_loss(network(inputs[rows]), targets[rows]).backward()
        optimiser.step()
    return total / n


# %% wrong="train_epoch" why="statement: 'Inputs and targets stay as they are'; they are shuffled in place"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    order = torch.randperm(n, generator=generator)
    inputs[:] = inputs[order]
    targets[:] = targets[order]
    for x, y in zip(inputs.split(batch_size), targets.split(batch_size), strict=True):
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / n


# %% wrong="train_epoch" why="statement: 'draws nothing else ... global generator'; the global generator is seeded like the given one, so each epoch has the same order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    torch.manual_seed(generator.initial_seed())
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'drawn ... generator=generator'; the permutation is drawn from a clone of the generator, which itself never moves, so all epochs are alike"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    own = torch.Generator()
    own.set_state(generator.get_state())
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n, generator=own).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'the last one ... is not left out'; a rest of less than half a minibatch is left out"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total, seen = len(inputs), 0.0, 0
    for rows in torch.randperm(n, generator=generator).split(batch_size):
        if seen and 2 * len(rows) < batch_size:
            break
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
        seen += len(rows)
    return total / seen


# %% wrong="train_epoch" why="statement: 'Return the mean over all n examples', 'float32 or float64'; the sum is kept in a float32 tensor"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = torch.zeros(())
    for rows in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += len(rows) * loss.detach()
    return (total / len(inputs)).item()


# %% wrong="train_epoch" why="statement: 'compute the new ones, and let the optimiser make one step'; gradients with a norm above 10 are clipped in between"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n, generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% wrong="train_epoch" why="statement: 'is torch.randperm(n, generator=generator)'; random keys are drawn and sorted instead"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    order = torch.rand(n, generator=generator).argsort()
    for rows in order.split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(rows)
    return total / n


# %% right="save_weights" why="the hint: a name beside, finally"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% right="save_weights" why="tempfile in the same folder, os.replace, except and raise"
def save_weights(path, network):
    import os
    import tempfile

    handle, name = tempfile.mkstemp(prefix=path.name + ".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            torch.save(network.state_dict(), stream)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


# %% right="save_weights" why="torch.save into memory first, then the bytes beside the path, then a rename"
def save_weights(path, network):
    import io

    memory = io.BytesIO()
    torch.save(network.state_dict(), memory)
    beside = path.parent / f"~{path.name}~"
    try:
        beside.write_bytes(memory.getvalue())
    except Exception:
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)


# %% right="save_weights" why="an ExitStack, a plain dict of detached copies on the CPU, the older file format, fsync"
def save_weights(path, network):
    import os
    import uuid

    state = {
        name: one.detach().cpu().clone() if isinstance(one, Tensor) else one for name, one in network.state_dict().items()
    }
    with contextlib.ExitStack() as stack:
        beside = path.with_name(f"{path.name}-{uuid.uuid4().hex}")
        stack.callback(beside.unlink, missing_ok=True)
        with beside.open("xb") as stream:
            torch.save(state, stream, _use_new_zipfile_serialization=False)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)


# %% right="save_weights" why="a context manager of its own; rename on success in its else, deletion otherwise"
@contextlib.contextmanager
def in_one_step(path):
    unfinished = path.with_suffix(path.suffix + ".new")
    try:
        yield unfinished
    except Exception:
        unfinished.unlink(missing_ok=True)
        raise
    else:
        unfinished.replace(path)


def save_weights(path, network):
    state = network.state_dict()
    with in_one_step(Path(path)) as place:
        torch.save(obj=state, f=str(place))


# %% wrong="save_weights" why="statement: 'night.tmp may be taken'; with_suffix('.tmp') writes over another's file, and deletes it"
def save_weights(path, network):
    beside = path.with_suffix(".tmp")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'no other file has a name that contains the name of path'; night_new.pt does not contain night.pt, and may be another's"
def save_weights(path, network):
    beside = path.with_stem(path.stem + "_new")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'at each moment there is the older file at path, whole, ... or the new one'; the old one is deleted before the new one is renamed"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        path.unlink(missing_ok=True)
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'move it to path in one step'; the bytes are copied over the old file, which takes many steps"
def save_weights(path, network):
    import shutil

    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        shutil.copyfile(beside, path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'another file in the same folder', 'in one step'; written in the system's folder for temporary files and moved by shutil, which copies between file systems"
def save_weights(path, network):
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        beside = Path(place) / path.name
        torch.save(network.state_dict(), beside)
        shutil.move(beside, path)


# %% wrong="save_weights" why="statement: 'at each moment'; the old file is put aside, the new one written at the path, and the old one put back after a failure"
def save_weights(path, network):
    aside = path.with_name(path.name + ".old")
    had_one = path.exists()
    if had_one:
        path.replace(aside)
    try:
        torch.save(network.state_dict(), path)
    except BaseException:
        path.unlink(missing_ok=True)
        if had_one:
            aside.replace(path)
        raise
    aside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: '(or none, if there was none)'; where there is no older file, it writes at the path directly"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished") if path.exists() else path
    try:
        torch.save(network.state_dict(), beside)
        if beside != path:
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


# %% wrong="save_weights" why="statement: 'this same exception goes on to the caller'; a RuntimeError that tells the cause"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except Exception as error:
        beside.unlink(missing_ok=True)
        raise RuntimeError(f"{path} was not written: {error}") from error
    beside.replace(path)


# %% wrong="save_weights" why="statement: 'an Exception, of whatever kind'; after a KeyError or a TypeError the unfinished file stays"
def save_weights(path, network):
    import pickle

    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except (OSError, RuntimeError, AttributeError, pickle.PicklingError):
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)


# %% wrong="save_weights" why="statement: 'this same exception'; built again as its type with its text: another object, and an error for types that take other arguments"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    failure = None
    try:
        torch.save(network.state_dict(), beside)
    except Exception as error:
        failure = type(error)(str(error))
    if failure is not None:
        beside.unlink(missing_ok=True)
        raise failure
    beside.replace(path)


# %% wrong="save_weights" why="statement: 'this same exception goes on'; unlink without missing_ok: where torch.save failed before it made a file, a FileNotFoundError comes instead"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except Exception:
        beside.unlink()
        raise
    beside.replace(path)


# %% wrong="save_weights" why="statement: 'the files of others are as they were'; sweeps up all unfinished files of the folder, those of other jobs too"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        for left in path.parent.glob("*.unfinished"):
            left.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'the file holds this dictionary ...: the same names'; buffers that are not weights are left out"
def save_weights(path, network):
    buffers = {name for name, _ in network.named_buffers()}
    state = {name: one for name, one in network.state_dict().items() if name not in buffers}
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(state, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'the same ... dtypes'; numbers of floating point are stored as float32"
def save_weights(path, network):
    state = network.state_dict()
    for name, one in state.items():
        if isinstance(one, Tensor) and one.is_floating_point():
            state[name] = one.float()
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(state, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'the network stays as it is'; its gradients are thrown away before it is saved"
def save_weights(path, network):
    network.zero_grad()
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" why="statement: 'has left no other file (and no folder)'; a folder for unfinished files is made, and stays when a save fails"
def save_weights(path, network):
    place = path.with_name(path.name + ".parts")
    place.mkdir(exist_ok=True)
    beside = place / path.name
    try:
        torch.save(network.state_dict(), beside)
    except Exception:
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)
    place.rmdir()


# %% right="load_weights" why="symmetric difference and shapes, then copy_ into the tensors of state_dict()"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {name for name in state.keys() & expected.keys() if state[name].shape != expected[name].shape}
    if bad:
        raise ValueError(f"{path} does not fit: {', '.join(sorted(bad))}")
    for name, one in expected.items():
        one.copy_(state[name])


# %% right="load_weights" why="three lists in a text of several lines, then load_state_dict, which copies, after all was compared"
def load_weights(path, network):
    content = torch.load(path, map_location=torch.device("cpu"), weights_only=True)
    own = {name: tuple(one.shape) for name, one in network.state_dict().items()}
    theirs = {name: tuple(one.shape) for name, one in content.items()}
    complaints = [f"missing: {name}" for name in own if name not in theirs]
    complaints += [f"too many: {name}" for name in theirs if name not in own]
    complaints += [
        f"{name}: {theirs[name]} in the file, {shape} in the network"
        for name, shape in own.items()
        if theirs.get(name, shape) != shape
    ]
    if complaints:
        raise ValueError("\n".join(["The file does not fit.", *complaints]))
    network.load_state_dict(content)


# %% right="load_weights" why="an own error class; map_location as a function; keep_vars, no_grad and an assignment to all entries"
class UnfitError(ValueError):
    pass


def load_weights(path, network):
    with open(path, "rb") as stream:
        found = torch.load(stream, map_location=lambda storage, _: storage, weights_only=True)
    mine = network.state_dict(keep_vars=True)
    shape_of = lambda table, name: table[name].size() if name in table else None
    unfit = [name for name in {**mine, **found} if shape_of(mine, name) != shape_of(found, name)]
    if unfit:
        raise UnfitError(unfit)
    with torch.no_grad():
        for name, numbers in found.items():
            mine[name][...] = numbers.to(mine[name].device)


# %% right="load_weights" why="sets of pairs (name, shape): what only one side has; .data.copy_ in sorted order"
def load_weights(path, network):
    file = dict(torch.load(str(path), map_location="cpu", weights_only=True))
    pairs_of = lambda state: {(name, *one.shape) for name, one in state.items()}
    wrong = pairs_of(file) ^ pairs_of(network.state_dict())
    if len(wrong) > 0:
        text = " and ".join(sorted({pair[0] for pair in wrong}))
        raise ValueError("these tensors do not fit: " + text)
    for (_, to), (_, numbers) in zip(sorted(network.state_dict().items()), sorted(file.items()), strict=True):
        to.data.copy_(numbers.data)


# %% right="load_weights" why="looks the tensors up in their layers, by get_parameter and get_buffer; a loop that collects"
def load_weights(path, network):
    state = torch.load(path, weights_only=True, map_location="cpu")
    unfit, left = [], dict(state)
    for name, one in network.state_dict().items():
        offered = left.pop(name, None)
        if offered is None or list(offered.shape) != list(one.shape):
            unfit.append(name)
    unfit.extend(left)
    if unfit:
        raise ValueError(f"{len(unfit)} tensors do not fit the network: {unfit!r}")
    for name in state:
        try:
            target = network.get_parameter(name)
        except AttributeError:
            target = network.get_buffer(name)
        target.detach().copy_(state[name].detach())


# %% wrong="load_weights" why="statement: 'Compare yourself: load_state_dict also takes some files that do not fit'; tried on a deep copy, and its complaint passed on: the shape [1] is taken for []"
def load_weights(path, network):
    import copy

    state = torch.load(path, map_location="cpu", weights_only=True)
    try:
        copy.deepcopy(network).load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'all three kinds in the same text'; shapes are compared only after the names were found to be right"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    names = state.keys() ^ expected.keys()
    if names:
        raise ValueError(f"missing or too many: {sorted(names)}")
    shapes = [name for name in expected if state[name].shape != expected[name].shape]
    if shapes:
        raise ValueError(f"of another shape: {shapes}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'the names of all tensors'; three of them, and dots"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = [n for n in {**expected, **state} if n not in state or n not in expected or state[n].shape != expected[n].shape]
    if bad:
        told = ", ".join(bad[:3]) + (", ..." if len(bad) > 3 else "")
        raise ValueError(f"the file does not fit: {told}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'exactly the names of the network's state_dict'; goes through the names of the file only, and what is missing in it keeps its numbers"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = [name for name, one in state.items() if name not in expected or one.shape != expected[name].shape]
    if bad:
        raise ValueError(f"the file does not fit: {bad}")
    network.load_state_dict(state, strict=False)


# %% wrong="load_weights" why="statement: 'the names ..., in any order'; a file with the names in another order is refused"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    if [*state] != [*expected] or any(state[n].shape != expected[n].shape for n in expected):
        bad = state.keys() ^ expected.keys()
        bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'by their names', 'in any order'; names are compared as sets, and numbers copied by position"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    for to, numbers in zip(expected.values(), state.values(), strict=True):
        to.copy_(numbers)


# %% wrong="load_weights" why="statement: 'a tensor of the same shape'; numbers of entries are compared, and reshaped: [2, 3] fits [3, 2]"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].numel() != expected[n].numel()}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    for name, to in expected.items():
        to.copy_(state[name].reshape(to.shape))


# %% wrong="load_weights" why="statement: 'A file in another dtype fits'; it is refused"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    about = lambda table: {(name, one.shape, one.dtype) for name, one in table.items()}
    bad = {name for name, *_ in about(state) ^ about(network.state_dict())}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'each number is rounded once, to the dtype of the network's tensor'; all go through float32, also those for a float64 network"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict({name: one.float() for name, one in state.items()})


# %% wrong="load_weights" why="statement: 'In the network nothing else changes', 'to the dtype of the network's tensor'; the network is first brought to the dtype of the file"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    for one in state.values():
        if one.is_floating_point():
            network.to(one.dtype)
            break
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'by their names, buffers too'; only parameters are copied"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    with torch.no_grad():
        for name, weight in network.named_parameters():
            weight.copy_(state[name])


# %% wrong="load_weights" why="statement: 'copied into the tensors that the network has ..., buffers too'; buffers are replaced by the file's tensors, with the file's dtype"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    weights = dict(network.named_parameters(remove_duplicate=False))
    with torch.no_grad():
        for name, numbers in state.items():
            if name in weights:
                weights[name].copy_(numbers)
            else:
                layer, _, own = name.rpartition(".")
                setattr(network.get_submodule(layer), own, numbers)


# %% wrong="load_weights" why="statement: 'exactly the names of the network's state_dict'; names come from named_parameters and named_buffers, which know a shared weight once, and buffers that are not saved"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = dict([*network.named_parameters(), *network.named_buffers()])
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    with torch.no_grad():
        for name, one in expected.items():
            one.copy_(state[name])


# %% wrong="load_weights" why="statement: 'nothing else changes: not ... its modes'; the network is put into evaluation mode, as after loading one does"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)
    network.eval()


# %% wrong="load_weights" why="statement: 'nothing else changes: not ... its gradients'; they belong to the old weights, and are thrown away"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.zero_grad(set_to_none=True)
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'nor which weights require gradients'; switched off for the copy and on again afterwards, also for weights that were frozen"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.requires_grad_(False)
    for name, one in network.state_dict(keep_vars=True).items():
        one.copy_(state[name])
    network.requires_grad_(True)


# %% wrong="load_weights" why="statement: 'a map_location that works on every machine', 'buffers too'; the device of the first parameter, and a network with buffers alone has none"
def load_weights(path, network):
    where = next(network.parameters()).device
    state = torch.load(path, map_location=where, weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'exactly the names'; a counter of batches that is missing in the file is overlooked"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    bad = {n for n in state.keys() ^ expected.keys() if not n.endswith("num_batches_tracked")}
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state, strict=False)


# %% wrong="load_weights" why="statement: 'exactly the names'; a 'module.' in front, as DataParallel writes it, is taken away"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = {name.removeprefix("module."): one for name, one in state.items()}
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="statement: 'Copy the weights in a file'; a file with the same path, size and network as before is not read again, so tomorrow's numbers are last night's"
_READ: dict[tuple[str, int], dict[str, Tensor]] = {}


def load_weights(path, network):
    key = str(path), path.stat().st_size
    if key not in _READ:
        _READ[key] = torch.load(path, map_location="cpu", weights_only=True)
    state = _READ[key]
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)
