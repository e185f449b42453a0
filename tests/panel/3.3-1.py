# %% right="TwoLayer" why="layers made with dtype, copy_ under no_grad"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        n_in, n_hidden = parameters.w1.shape
        n_out = parameters.w2.shape[1]
        kind = parameters.w1.dtype
        self.hidden = nn.Linear(n_in, n_hidden, dtype=kind)
        self.output = nn.Linear(n_hidden, n_out, dtype=kind)
        with torch.no_grad():
            self.hidden.weight.copy_(parameters.w1.T)
            self.hidden.bias.copy_(parameters.b1)
            self.output.weight.copy_(parameters.w2.T)
            self.output.bias.copy_(parameters.b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% right="TwoLayer" why="load_state_dict with transposed tensors, layers converted by to()"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(w1.size(0), w1.size(1)).to(w1.dtype)
        self.output = nn.Linear(w2.size(0), w2.size(1)).to(w2.dtype)
        self.load_state_dict(
            {
                "hidden.weight": w1.t(),
                "hidden.bias": b1,
                "output.weight": w2.t(),
                "output.bias": b2,
            }
        )

    def forward(self, inputs):
        x = self.hidden(inputs)
        x = x.tanh()
        return self.output(x)
# %% right="TwoLayer" why="helper that makes a layer, new nn.Parameter of clones"
def layer_from(weights: Tensor, biases: Tensor) -> nn.Linear:
    n_from, n_to = weights.shape
    layer = nn.Linear(n_from, n_to)
    layer.weight = nn.Parameter(weights.detach().T.clone().contiguous())
    layer.bias = nn.Parameter(biases.detach().clone())
    return layer


class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self.hidden = layer_from(parameters.w1, parameters.b1)
        self.output = layer_from(parameters.w2, parameters.b2)

    def forward(self, inputs: Tensor) -> Tensor:
        hidden = nn.functional.tanh(self.hidden(inputs))
        return self.output(hidden)
# %% right="TwoLayer" why="loop over names, .data, forward written out with the layers' tensors, extra Tanh module without numbers"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        for name, w, b in (("hidden", parameters.w1, parameters.b1), ("output", parameters.w2, parameters.b2)):
            lin = nn.Linear(*w.shape, dtype=w.dtype)
            lin.weight.data = w.detach().clone().transpose(0, 1)
            lin.bias.data = b.detach().clone()
            setattr(self, name, lin)
        self.act = nn.Tanh()

    def forward(self, inputs: Tensor) -> Tensor:
        z = inputs @ self.hidden.weight.T + self.hidden.bias
        return self.act(z) @ self.output.weight.T + self.output.bias
# %% right="TwoLayer" why="skip_init and einsum, numbers filled by indexing in place, functional.linear in forward"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        n_in, n_hidden = parameters.w1.shape
        _, n_out = parameters.w2.shape
        self.hidden = nn.utils.skip_init(nn.Linear, n_in, n_hidden, dtype=parameters.w1.dtype)
        self.output = nn.utils.skip_init(nn.Linear, n_hidden, n_out, dtype=parameters.w2.dtype)
        with torch.no_grad():
            self.hidden.weight[:] = torch.einsum("fh->hf", parameters.w1)
            self.hidden.bias[:] = parameters.b1
            self.output.weight[:] = torch.einsum("ho->oh", parameters.w2)
            self.output.bias[:] = parameters.b2

    def forward(self, inputs: Tensor) -> Tensor:
        middle = torch.tanh(nn.functional.linear(inputs, self.hidden.weight, self.hidden.bias))
        return nn.functional.linear(middle, self.output.weight, self.output.bias)
# %% wrong="TwoLayer" why="'The numbers are copies': the weights are views of w1 and w2 (only biases are cloned)"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape)
        self.output = nn.Linear(*w2.shape)
        self.hidden.weight = nn.Parameter(w1.T)
        self.hidden.bias = nn.Parameter(b1.clone())
        self.output.weight = nn.Parameter(w2.T)
        self.output.bias = nn.Parameter(b2.clone())

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'The numbers are copies': .T.contiguous() makes no copy of a column or a row, so w2 of one output is shared"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape)
        self.output = nn.Linear(*w2.shape)
        self.hidden.weight = nn.Parameter(w1.T.contiguous())
        self.hidden.bias = nn.Parameter(b1.clone())
        self.output.weight = nn.Parameter(w2.T.contiguous())
        self.output.bias = nn.Parameter(b2.clone())

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'copies': the output bias is the memory of b2"
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
            self.output.bias.data = b2

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'The layers have the dtype of the parameters': always float64"
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
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'the numbers of the parameters': copied into float32 layers, which become float64 only afterwards, so the numbers are rounded"
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
# %% wrong="TwoLayer" why="'nn.Linear stores [to, from]': transposes only if the shape does not fit, so a square matrix stays as [from, to]"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            for layer, w, b in ((self.hidden, w1, b1), (self.output, w2, b2)):
                layer.weight.copy_(w if w.shape == layer.weight.shape else w.T)
                layer.bias.copy_(b)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'stores [to, from]', 'same predictions': reshape instead of the transpose"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.reshape(self.hidden.weight.shape))
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.reshape(self.output.weight.shape))
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'All four tensors of the network can be trained': requires_grad is that of the parameters, which is False"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = (p.clone() for p in parameters)
        self.hidden = nn.Linear(*w1.shape)
        self.output = nn.Linear(*w2.shape)
        self.hidden.weight = nn.Parameter(w1.T, requires_grad=w1.requires_grad)
        self.hidden.bias = nn.Parameter(b1, requires_grad=b1.requires_grad)
        self.output.weight = nn.Parameter(w2.T, requires_grad=w2.requires_grad)
        self.output.bias = nn.Parameter(b2, requires_grad=b2.requires_grad)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'All four tensors can be trained': the biases are buffers, so an optimiser never sees them"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        for layer, w, b in ((self.hidden, w1, b1), (self.output, w2, b2)):
            with torch.no_grad():
                layer.weight.copy_(w.T)
            del layer.bias
            layer.register_buffer("bias", b.clone())

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% wrong="TwoLayer" why="'when the network learns': forward uses copies of the first numbers, not the layers, so nothing can be learned"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self.start = Parameters(*(p.clone() for p in parameters))
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w2.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        w1, b1, w2, b2 = self.start
        return torch.tanh(inputs @ w1 + b1) @ w2 + b2
# %% wrong="TwoLayer" why="'All four tensors can be trained': the hidden values are detached, so the hidden layer gets no gradient"
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
        with torch.no_grad():
            hidden = torch.tanh(self.hidden(inputs))
        return self.output(hidden)
# %% wrong="TwoLayer" why="'The layers have the sizes of the parameters': always one output, fails for w2 with two columns"
class TwoLayer(nn.Module):
    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        w1, b1, w2, b2 = parameters
        n_in, n_hidden = w1.shape
        self.hidden = nn.Linear(n_in, n_hidden, dtype=w1.dtype)
        self.output = nn.Linear(n_hidden, 1, dtype=w1.dtype)
        with torch.no_grad():
            self.hidden.weight.copy_(w1.T)
            self.hidden.bias.copy_(b1)
            self.output.weight.copy_(w2.T)
            self.output.bias.copy_(b2)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.output(torch.tanh(self.hidden(inputs)))
# %% right="what_happens" why="a literal"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "other", "f": "same"}
# %% right="what_happens" why="dict of zip of a split string"
def what_happens():
    words = "other same same error other same".split()
    return dict(zip("abcdef", words, strict=True))
# %% right="what_happens" why="groups, keys inserted in another order"
def what_happens() -> dict[str, str]:
    answer: dict[str, str] = {}
    for word, letters in (("same", "bcf"), ("error", "d"), ("other", "ea")):
        for letter in letters:
            answer[letter] = word
    return answer
# %% right="what_happens" why="tried out, on a network of its own"
def what_happens() -> dict[str, str]:
    def run(change):
        gen = torch.Generator().manual_seed(0)
        net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)).double()
        with torch.no_grad():
            for p in net.parameters():
                p.copy_(torch.randn(p.shape, generator=gen, dtype=p.dtype))
        y = XOR_TARGETS.flatten() if change == "e" else XOR_TARGETS
        opt = torch.optim.SGD(net.parameters(), lr=0.1)
        losses = []
        for _ in range(20):
            if change == "c":
                opt = torch.optim.SGD(net.parameters(), lr=0.1)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loss = nn.functional.mse_loss(net(XOR_INPUTS), y)
            if change != "f":
                losses.append(loss.item())
            if change not in ("a", "b"):
                opt.zero_grad()
            loss.backward()
            if change == "d":
                loss.backward()
            opt.step()
            if change == "b":
                opt.zero_grad()
            if change == "f":
                losses.append(loss.item())
        return losses

    usual = run("")
    found = {}
    for letter in "abcdef":
        try:
            found[letter] = "same" if np.allclose(run(letter), usual) else "other"
        except RuntimeError:
            found[letter] = "error"
    return found
# %% wrong="what_happens" why="f: 'the same losses': the loss was computed before the step, so it is the same number"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "other", "f": "other"}
# %% wrong="what_happens" why="e: 'error (the function raises one)': broadcasting gives a warning only"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "error", "f": "same"}
# %% wrong="what_happens" why="d: the second backward raises, it does not double the gradient"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "other", "e": "other", "f": "same"}
# %% wrong="what_happens" why="c: 'Plain SGD remembers nothing': a new optimiser makes the same steps"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "other", "d": "error", "e": "other", "f": "same"}
# %% wrong="what_happens" why="a: 'backward adds to .grad': gradients pile up, other losses"
def what_happens() -> dict[str, str]:
    return {"a": "same", "b": "same", "c": "same", "d": "error", "e": "other", "f": "same"}
# %% wrong="what_happens" why="b: a fresh network has no gradients, zeroing at the end is the same"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "other", "c": "same", "d": "error", "e": "other", "f": "same"}
# %% wrong="what_happens" why="e: not 'the same losses': [4, 1] less [4] is [4, 4]"
def what_happens() -> dict[str, str]:
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "same", "f": "same"}
# %% right="mlp" why="pairwise, list, last activation removed with pop"
def mlp(
    n_inputs: int,
    hidden: Sequence[int],
    n_outputs: int,
    activation: Callable[[], nn.Module] = nn.ReLU,
) -> nn.Sequential:
    widths = [n_inputs, *hidden, n_outputs]
    for width in widths:
        if width < 1:
            raise ValueError(f"a width is {width}, it must be at least 1")
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(widths):
        layers.append(nn.Linear(n_from, n_to))
        layers.append(activation())
    layers.pop()
    return nn.Sequential(*layers)
# %% right="mlp" why="index loop, append on the Sequential, helper for the check"
def check_width(w):
    if w <= 0:
        raise ValueError("width too small: " + str(w))
    return w


def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    sizes = [check_width(w) for w in (n_inputs, *hidden, n_outputs)]
    net = nn.Sequential()
    i = 0
    while i < len(sizes) - 1:
        if i > 0:
            net.append(activation())
        net.append(nn.Linear(sizes[i], sizes[i + 1]))
        i += 1
    return net
# %% right="mlp" why="OrderedDict with number names, min for the check"
def mlp(
    n_inputs: int,
    hidden: Sequence[int],
    n_outputs: int,
    activation: Callable[[], nn.Module] = nn.ReLU,
) -> nn.Sequential:
    widths = (n_inputs,) + tuple(hidden) + (n_outputs,)
    if min(widths) < 1:
        raise ValueError(f"All widths must be positive, but got {min(widths)} in {widths}")
    named: OrderedDict[str, nn.Module] = OrderedDict()
    for k in range(len(widths) - 1):
        named[str(2 * k)] = nn.Linear(widths[k], widths[k + 1])
        if k < len(hidden):
            named[str(2 * k + 1)] = activation()
    return nn.Sequential(named)
# %% right="mlp" why="recursion that collects layers"
def chain(n_from, hidden, n_outputs, activation):
    if len(hidden) == 0:
        return [nn.Linear(n_from, n_outputs)]
    first, *rest = hidden
    return [nn.Linear(n_from, first), activation(), *chain(first, rest, n_outputs, activation)]


def mlp(
    n_inputs: int,
    hidden: Sequence[int],
    n_outputs: int,
    activation: Callable[[], nn.Module] = nn.ReLU,
) -> nn.Sequential:
    bad = [w for w in [n_inputs, *hidden, n_outputs] if w < 1]
    if bad:
        raise ValueError(f"widths below 1: {bad}")
    return nn.Sequential(*chain(n_inputs, list(hidden), n_outputs, activation))
# %% right="mlp" why="zip and chain.from_iterable with a slice, add_module"
def mlp(
    n_inputs: int,
    hidden: Sequence[int],
    n_outputs: int,
    activation: Callable[[], nn.Module] = nn.ReLU,
) -> nn.Sequential:
    for what, width in [("n_inputs", n_inputs), *(("hidden", h) for h in hidden), ("n_outputs", n_outputs)]:
        if not width >= 1:
            raise ValueError("%s holds a width of %d" % (what, width))
    pairs = zip([n_inputs, *hidden], [*hidden, n_outputs])
    both = itertools.chain.from_iterable((nn.Linear(a, b), activation()) for a, b in pairs)
    net = nn.Sequential()
    for number, layer in enumerate(list(both)[:-1]):
        net.add_module(str(number), layer)
    return net
# %% wrong="mlp" why="'if a width (inputs and outputs included) is below 1': only hidden widths are checked"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    for width in hidden:
        if width < 1:
            raise ValueError(f"width {width}")
    widths = [n_inputs, *hidden, n_outputs]
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'below 1 ... ValueError': only 0 is refused, -1 ends in a RuntimeError of torch"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if 0 in widths:
        raise ValueError("a width is 0")
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'whose text holds that number': the text always says 0, also for -3"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if any(w < 1 for w in widths):
        raise ValueError("every width has to be above 0")
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'nothing after the last' / 'after each hidden layer an activation': knows the last layer by its width, so a hidden layer as wide as the output has none"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    layers = []
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    for a, b in itertools.pairwise(widths):
        layers.append(nn.Linear(a, b))
        if b != n_outputs:
            layers.append(activation())
    return nn.Sequential(*layers)
# %% wrong="mlp" why="'made for it by a call of activation()': one call, then deep copies of its result"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    import copy

    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    act = activation()
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), copy.deepcopy(act)]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'made for it by a call of activation()': makes type(activation())(), which loses what the call had set (LeakyReLU(0.5))"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    kind = type(activation())
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), kind()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'with first numbers of its own': seeds before each layer, so layers of equal shape begin with equal numbers"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    layers = []
    for a, b in itertools.pairwise(widths):
        torch.manual_seed(0)
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'for each two neighbours one nn.Linear': layers of equal sizes are one and the same object"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    pairs = list(itertools.pairwise(widths))
    made = {pair: nn.Linear(*pair) for pair in pairs}
    layers = []
    for pair in pairs:
        layers += [made[pair], activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'first numbers as nn.Linear draws them': the biases are set to zero"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    layers = []
    for a, b in itertools.pairwise(widths):
        linear = nn.Linear(a, b)
        nn.init.zeros_(linear.bias)
        layers += [linear, activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'as nn.Linear draws them': the weights are drawn anew by Kaiming's rule"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    layers = []
    for a, b in itertools.pairwise(widths):
        linear = nn.Linear(a, b)
        nn.init.kaiming_uniform_(linear.weight, nonlinearity="relu")
        layers += [linear, activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'one nn.Linear, with its bias': the last layer has none"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden]
    for w in [*widths, n_outputs]:
        if w < 1:
            raise ValueError(f"width {w}")
    if not hidden:
        return nn.Sequential(nn.Linear(n_inputs, n_outputs))
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    layers.append(nn.Linear(widths[-1], n_outputs, bias=False))
    return nn.Sequential(*layers)
# %% wrong="mlp" why="'if a width is below 1': refuses a hidden layer of one unit"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    if n_inputs < 1 or n_outputs < 1:
        raise ValueError(f"{n_inputs} inputs and {n_outputs} outputs")
    for w in hidden:
        if w <= 1:
            raise ValueError(f"width {w}")
    widths = [n_inputs, *hidden, n_outputs]
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])
# %% wrong="mlp" why="'with an empty hidden ... if a width (inputs and outputs included)': the short way for an empty hidden is taken before the check"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    if len(hidden) == 0:
        return nn.Sequential(nn.Linear(n_inputs, n_outputs))
    widths = [n_inputs, *hidden, n_outputs]
    for w in widths:
        if w < 1:
            raise ValueError(f"width {w}")
    layers = []
    for a, b in itertools.pairwise(widths):
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])
# %% right="train_epoch" why="split of the order, mse_loss, item() times len"
def train_epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    batch_size: int,
    generator: torch.Generator,
) -> float:
    n = len(inputs)
    order = torch.randperm(n, generator=generator)
    total = 0.0
    for piece in order.split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% right="train_epoch" why="range with steps, squares by hand, total kept as a tensor"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = inputs.shape[0]
    order = torch.randperm(n, generator=generator)
    shuffled_x, shuffled_y = inputs[order], targets[order]
    total = torch.zeros((), dtype=inputs.dtype)
    for start in range(0, n, batch_size):
        x = shuffled_x[start : start + batch_size]
        y = shuffled_y[start : start + batch_size]
        network.zero_grad()
        error = network(x) - y
        loss = (error**2).mean()
        loss.backward()
        optimiser.step()
        total = total + loss.detach() * x.shape[0]
    return (total / n).item()
# %% right="train_epoch" why="index_select, nn.MSELoss, np.average with the sizes as weights"
def train_epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    batch_size: int,
    generator: torch.Generator,
) -> float:
    criterion = nn.MSELoss()
    order = torch.randperm(inputs.size(0), generator=generator)
    losses, sizes = [], []
    while len(order) > 0:
        rows, order = order[:batch_size], order[batch_size:]
        optimiser.zero_grad(set_to_none=False)
        loss = criterion(network(inputs.index_select(0, rows)), targets.index_select(0, rows))
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        sizes.append(rows.numel())
    return float(np.average(losses, weights=sizes))
# %% right="train_epoch" why="losses of single examples collected in a tensor, mean at the end"
def train_epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    batch_size: int,
    generator: torch.Generator,
) -> float:
    n = len(targets)
    per_example = torch.zeros(n, dtype=torch.float64)
    order = torch.randperm(n, generator=generator)
    for piece in torch.split(order, batch_size):
        each = nn.functional.mse_loss(network(inputs[piece]), targets[piece], reduction="none").mean(dim=1)
        per_example[piece] = each.detach().double()
        optimiser.zero_grad()
        each.mean().backward()
        optimiser.step()
    return float(per_example.mean())
# %% right="train_epoch" why="helper for one step, gradients by torch.autograd.grad, list of Python numbers as indices"
def one_step(network, optimiser, x, y):
    weights = [w for w in network.parameters() if w.requires_grad]
    loss = (network(x) - y).square().sum() / y.numel()
    grads = torch.autograd.grad(loss, weights, allow_unused=True)
    for w, g in zip(weights, grads, strict=True):
        w.grad = g
    optimiser.step()
    return loss.item()


def train_epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    batch_size: int,
    generator: torch.Generator,
) -> float:
    order = torch.randperm(len(inputs), generator=generator).tolist()
    summed = 0.0
    for k in range(math.ceil(len(order) / batch_size)):
        rows = order[k * batch_size : (k + 1) * batch_size]
        summed += len(rows) * one_step(network, optimiser, inputs[rows], targets[rows])
    return summed / len(order)
# %% right="train_epoch" why="the loss in a closure for optimiser.step"
def train_epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    batch_size: int,
    generator: torch.Generator,
) -> float:
    n = inputs.shape[0]
    order = torch.randperm(n, generator=generator)
    result = 0.0
    for piece in order.split(batch_size):

        def closure(piece=piece):
            optimiser.zero_grad()
            loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
            loss.backward()
            return loss

        result += optimiser.step(closure).item() * (len(piece) / n)
    return result
# %% wrong="train_epoch" why="'mean squared error over all entries': squares are summed over the outputs of an example"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    total = 0.0
    for piece in torch.randperm(n, generator=generator).split(batch_size):
        loss = (network(inputs[piece]) - targets[piece]).square().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'the mean over all n examples of their losses': reports the summed squares of all outputs, divided by n only (steps are right)"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    total = 0.0
    for piece in torch.randperm(n, generator=generator).split(batch_size):
        errors = network(inputs[piece]) - targets[piece]
        optimiser.zero_grad()
        errors.square().mean().backward()
        optimiser.step()
        total += errors.detach().square().sum().item()
    return total / n
# %% wrong="train_epoch" why="'torch.randperm(n, generator=generator)': the generator is not used"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    total = 0.0
    for piece in torch.randperm(n).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'The order of the examples is torch.randperm(...)': random numbers are sorted instead, another order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    total = 0.0
    for piece in torch.rand(n, generator=generator).argsort().split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'Inputs, targets stay as they are': both are shuffled in place"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    order = torch.randperm(n, generator=generator)
    inputs[:] = inputs[order]
    targets[:] = targets[order]
    total = 0.0
    for k in range(0, n, batch_size):
        x, y = inputs[k : k + batch_size], targets[k : k + batch_size]
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / n
# %% wrong="train_epoch" why="'the first minibatch holds the first batch_size of that order': scatters by the order, which is the inverse permutation"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    order = torch.randperm(n, generator=generator)
    xs, ys = torch.empty_like(inputs), torch.empty_like(targets)
    xs[order], ys[order] = inputs, targets
    total = 0.0
    for x, y in zip(xs.split(batch_size), ys.split(batch_size), strict=True):
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / n
# %% wrong="train_epoch" why="'The first minibatch holds the first batch_size of that order': chunk cuts into pieces as equal as it can (9 by 4 becomes 3, 3, 3)"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    order = torch.randperm(n, generator=generator)
    total = 0.0
    for piece in order.chunk(math.ceil(n / batch_size)):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'the network's mode (train or eval) stays as it is': switches to train"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    network.train()
    n = len(inputs)
    total = 0.0
    for piece in torch.randperm(n, generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'the network's mode stays as it is': trains in train mode and sets all modules to the root's old mode at the end, so dropout of an eval network is at work and a layer with a mode of its own loses it"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    was_training = network.training
    network.train()
    n = len(inputs)
    total = 0.0
    for piece in torch.randperm(n, generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    network.train(was_training)
    return total / n
# %% wrong="train_epoch" why="'drawn once': a new permutation for each minibatch, so examples are met twice or never"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    total = 0.0
    for start in range(0, n, batch_size):
        size = min(batch_size, n - start)
        piece = torch.randperm(n, generator=generator)[:size]
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * size
    return total / n
# %% wrong="train_epoch" why="'nothing else is drawn': the DataLoader draws a seed from the generator as well, before the order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    data = torch.utils.data.TensorDataset(inputs, targets)
    loader = torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True, generator=generator)
    total = 0.0
    for x, y in loader:
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / len(inputs)
# %% wrong="train_epoch" why="'nothing else is drawn': the right order, but the DataLoader over it draws a number from PyTorch's own generator"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    order = torch.randperm(len(inputs), generator=generator)
    data = torch.utils.data.TensorDataset(inputs[order], targets[order])
    total = 0.0
    for x, y in torch.utils.data.DataLoader(data, batch_size=batch_size):
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / len(inputs)
# %% wrong="train_epoch" why="'drawn by generator': draws from a copy of the generator, which itself never moves on, so each epoch has the same order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    copy = torch.Generator()
    copy.set_state(generator.get_state())
    total = 0.0
    for piece in torch.randperm(n, generator=copy).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'drawn once': inputs and targets are shuffled by two different permutations"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    xs = inputs[torch.randperm(n, generator=generator)]
    ys = targets[torch.randperm(n, generator=generator)]
    total = 0.0
    for x, y in zip(xs.split(batch_size), ys.split(batch_size), strict=True):
        loss = nn.functional.mse_loss(network(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(x)
    return total / n
# %% wrong="train_epoch" why="table: X is 'float64 or float32': all data become float64, so that a float32 network fails"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    x_all, y_all = inputs.double(), targets.double()
    total = 0.0
    for piece in torch.randperm(n, generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(x_all[piece]), y_all[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% wrong="train_epoch" why="'The order is torch.randperm, first minibatch the first of that order': pieces are taken from the end of the order (pop), the short one still last"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = len(inputs)
    stack = torch.randperm(n, generator=generator).tolist()
    total = 0.0
    while stack:
        piece = [stack.pop() for _ in range(min(batch_size, len(stack)))]
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n
# %% right="save_weights" why="the hint: finally with unlink"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
# %% right="save_weights" why="mkstemp in the same folder, except BaseException and raise, os.replace"
import os
import tempfile


def save_weights(path, network):
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    os.close(handle)
    try:
        torch.save(network.state_dict(), name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
# %% right="save_weights" why="an open file object, fsync, rename"
import os


def save_weights(path: Path, network: nn.Module) -> None:
    partial = path.parent / f"{path.name}.part"
    try:
        with open(partial, "wb") as stream:
            torch.save(network.state_dict(), stream)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    os.rename(partial, path)
# %% right="save_weights" why="own context manager for the file beside"
import contextlib


@contextlib.contextmanager
def beside(path):
    temporary = path.with_suffix(path.suffix + ".new")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        if temporary.exists():
            temporary.unlink()


def save_weights(path: Path, network: nn.Module) -> None:
    with beside(path) as temporary:
        torch.save(network.state_dict(), temporary)
# %% right="save_weights" why="torch.save into memory first, bytes written beside, moved"
import io


def save_weights(path: Path, network: nn.Module) -> None:
    buffer = io.BytesIO()
    torch.save(network.state_dict(), buffer)
    other = path.with_name(path.name + "~")
    try:
        other.write_bytes(buffer.getvalue())
        other.replace(path)
    finally:
        other.unlink(missing_ok=True)
# %% right="save_weights" why="tensors moved to the CPU (others left alone), random name, class with __exit__"
import uuid


class Beside:
    def __init__(self, path):
        self.path = path
        self.temp = path.with_name(f"{path.name}.{uuid.uuid4().hex}")

    def __enter__(self):
        return self.temp

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.temp.replace(self.path)
        else:
            self.temp.unlink(missing_ok=True)
        return False


def save_weights(path: Path, network: nn.Module) -> None:
    state = network.state_dict()
    for key in state:
        if isinstance(state[key], Tensor):
            state[key] = state[key].detach().cpu()
    with Beside(path) as temp:
        torch.save(state, temp)
# %% wrong="save_weights" why="'the file at path is whole or not there': writes at the path itself and puts a backup back if that fails"
def save_weights(path: Path, network: nn.Module) -> None:
    backup = path.with_name(path.name + ".backup")
    if path.exists():
        path.replace(backup)
    try:
        torch.save(network.state_dict(), path)
    except BaseException:
        path.unlink(missing_ok=True)
        if backup.exists():
            backup.replace(path)
        raise
    backup.unlink(missing_ok=True)
# %% wrong="save_weights" why="'Until then, what was at path before remains there, whole': remembers the old bytes, overwrites, and writes them back if that fails"
def save_weights(path: Path, network: nn.Module) -> None:
    old = path.read_bytes() if path.exists() else None
    try:
        torch.save(network.state_dict(), path)
    except BaseException:
        if old is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(old)
        raise
# %% wrong="save_weights" why="'move it to path': the complete file is copied over the old one, which is half written on the way"
import shutil


def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        shutil.copyfile(beside, path)
    finally:
        beside.unlink(missing_ok=True)
# %% wrong="save_weights" why="'write another file in the same folder first, and move it': only memory first, then the bytes straight to the path"
import io


def save_weights(path: Path, network: nn.Module) -> None:
    buffer = io.BytesIO()
    torch.save(network.state_dict(), buffer)
    path.write_bytes(buffer.getvalue())
# %% wrong="save_weights" why="'write another file in the same folder': in the system's temporary folder, maybe another file system"
import shutil
import tempfile


def save_weights(path: Path, network: nn.Module) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / path.name
        torch.save(network.state_dict(), first)
        shutil.move(first, path)
# %% wrong="save_weights" why="'other files that are there stay as they are': night.tmp beside night.pt is overwritten and lost"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_suffix(".tmp")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
# %% wrong="save_weights" why="'other files that are there stay as they are': sweeps unfinished files of other saves out of the folder"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        for stray in path.parent.glob("*.unfinished"):
            stray.unlink()
# %% wrong="save_weights" why="'with tensors in their own dtype': all tensors become float32, counters and float64 too"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    state = {k: v.float() if isinstance(v, Tensor) else v for k, v in network.state_dict().items()}
    try:
        torch.save(state, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
# %% wrong="save_weights" why="'all its names': buffers that hold whole numbers (num_batches_tracked) are left out"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    state = {
        k: v
        for k, v in network.state_dict().items()
        if not isinstance(v, Tensor) or v.is_floating_point()
    }
    try:
        torch.save(state, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
# %% wrong="save_weights" why="'the error goes on to the caller', docstring 'What torch.save raised': another error is raised instead"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except Exception as error:
        beside.unlink(missing_ok=True)
        raise OSError(f"could not write {path}") from error
    beside.replace(path)
# %% wrong="save_weights" why="'in both cases no other file is left': cleans up after two kinds of errors only"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except (AttributeError, OSError):
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)
# %% wrong="save_weights" why="'the network stays as it is': it is in eval mode afterwards"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.eval().state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
# %% wrong="save_weights" why="'the network stays as it is': its gradients are thrown away before it is written"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    network.zero_grad(set_to_none=True)
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
# %% right="load_weights" why="the hint: set of odd names, list of shapes, load_state_dict"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = state.keys() ^ expected.keys()
    for name in state.keys() & expected.keys():
        if state[name].shape != expected[name].shape:
            wrong.add(name)
    if wrong:
        raise ValueError(f"the file does not fit: {', '.join(sorted(wrong))}")
    network.load_state_dict(state)
# %% right="load_weights" why="three lists with sentences, tensors of state_dict filled with copy_"
def load_weights(path, network):
    saved = torch.load(path, weights_only=True, map_location=torch.device("cpu"))
    mine = network.state_dict()
    missing = [n for n in mine if n not in saved]
    extra = [n for n in saved if n not in mine]
    shapes = [n for n in mine if n in saved and tuple(mine[n].shape) != tuple(saved[n].shape)]
    text = []
    if missing:
        text.append(f"missing in the file: {missing}")
    if extra:
        text.append(f"only in the file: {extra}")
    if shapes:
        text.append(f"of another shape: {shapes}")
    if text:
        raise ValueError("; ".join(text))
    with torch.no_grad():
        for n, tensor in mine.items():
            tensor.copy_(saved[n])
# %% right="load_weights" why="dictionaries of shapes compared, map_location as a function, helper"
def misfits(one, other):
    for name in sorted(set(one) | set(other)):
        if one.get(name) != other.get(name):
            yield f"{name} (file {one.get(name)}, network {other.get(name)})"


def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location=lambda storage, location: storage, weights_only=True)
    in_file = {k: list(v.shape) for k, v in state.items()}
    in_network = {k: list(v.shape) for k, v in network.state_dict().items()}
    found = list(misfits(in_file, in_network))
    if found:
        raise ValueError("\n".join(found))
    network.load_state_dict(state, strict=True)
# %% right="load_weights" why="named parameters and buffers by hand, .data.copy_"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(str(path), map_location="cpu", weights_only=True)
    names = list(network.state_dict())
    own = dict(network.named_parameters(remove_duplicate=False))
    own.update(network.named_buffers(remove_duplicate=False))
    bad = [name for name in names if name not in state or state[name].shape != own[name].shape]
    bad += [name for name in state if name not in names]
    if bad:
        message = "These do not fit:"
        for name in bad:
            message += " " + name
        raise ValueError(message)
    for name in names:
        own[name].data.copy_(state[name])
# %% right="load_weights" why="a class for the comparison, shapes by size(), opened as a stream"
class Comparison:
    def __init__(self, state, expected):
        self.bad = []
        for name, tensor in expected.items():
            try:
                if state[name].size() != tensor.size():
                    self.bad.append(name)
            except KeyError:
                self.bad.append(name)
        for name in state:
            if name not in expected:
                self.bad.append(name)

    def complain(self):
        if len(self.bad) > 0:
            raise ValueError(self.bad)


def load_weights(path: Path, network: nn.Module) -> None:
    with path.open("rb") as stream:
        state = torch.load(stream, map_location={}.get("nowhere", "cpu"), weights_only=True)
    Comparison(state, network.state_dict()).complain()
    keys = network.load_state_dict(state)
    assert not keys.missing_keys and not keys.unexpected_keys
# %% wrong="load_weights" why="'names of all tensors that are missing, only there, or have another shape': other shapes are not named if a name is missing or too many"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    odd = state.keys() ^ expected.keys()
    if odd:
        raise ValueError(f"names do not fit: {sorted(odd)}")
    other = [n for n in expected if state[n].shape != expected[n].shape]
    if other:
        raise ValueError(f"shapes do not fit: {other}")
    network.load_state_dict(state)
# %% wrong="load_weights" why="'names of all tensors': tensors missing in the file are not found, load_state_dict raises a RuntimeError after copying"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = [n for n in state if n not in expected or state[n].shape != expected[n].shape]
    if wrong:
        raise ValueError(f"does not fit: {wrong}")
    network.load_state_dict(state)
# %% wrong="load_weights" why="'missing in the file': no error at all for those, the network keeps its old numbers there"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = [n for n in state if n not in expected or state[n].shape != expected[n].shape]
    if wrong:
        raise ValueError(f"does not fit: {wrong}")
    with torch.no_grad():
        for name in state:
            expected[name].copy_(state[name])
# %% wrong="load_weights" why="'the same shapes': compares the number of numbers, and reshapes"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].numel() != expected[n].numel()}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    with torch.no_grad():
        for name, tensor in expected.items():
            tensor.copy_(state[name].reshape(tensor.shape))
# %% wrong="load_weights" why="'the same names, in any order': the order of names is compared too"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    ours = [(n, t.shape) for n, t in expected.items()]
    theirs = [(n, t.shape) for n, t in state.items()]
    if ours != theirs:
        raise ValueError(f"the file has {theirs}, the network {ours}")
    network.load_state_dict(state)
# %% wrong="load_weights" why="'copied by their names': copied by position, so a file in another order gives wrong numbers or an error on the way"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    with torch.no_grad():
        for mine, theirs in zip(expected.values(), state.values(), strict=True):
            mine.copy_(theirs)
# %% wrong="load_weights" why="'A file in another dtype fits': it is refused"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    for n in set(state) & set(expected):
        if state[n].shape != expected[n].shape or state[n].dtype != expected[n].dtype:
            wrong.add(n)
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)
# %% wrong="load_weights" why="'In the network nothing else changes', 'its numbers are converted': the network takes the dtype of the file"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    kinds = {t.dtype for t in state.values() if t.is_floating_point()}
    if len(kinds) == 1:
        network.to(kinds.pop())
    network.load_state_dict(state)
# %% wrong="load_weights" why="'Numbers are copied ... buffers too': parameters only"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    with torch.no_grad():
        for name, weight in network.named_parameters():
            weight.copy_(state[name])
# %% wrong="load_weights" why="'copied into the tensors that the network has, buffers too': buffers are replaced by the file's tensors"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    weights = dict(network.named_parameters())
    with torch.no_grad():
        for name, tensor in state.items():
            if name in weights:
                weights[name].copy_(tensor)
            else:
                owner, _, short = name.rpartition(".")
                setattr(network.get_submodule(owner), short, tensor)
# %% wrong="load_weights" why="'not its mode': eval afterwards"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)
    network.eval()
# %% wrong="load_weights" why="'nor which weights can be trained', 'its gradients': after copying under requires_grad_(False) all can be trained"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.requires_grad_(False)
    for name, tensor in network.state_dict().items():
        tensor.copy_(state[name])
    network.requires_grad_(True)
# %% wrong="load_weights" why="'nothing else changes: not its gradients': old gradients are cleared"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)
    network.zero_grad()
# %% wrong="load_weights" why="'the names of all tensors': at most three are told"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        told = sorted(wrong)
        raise ValueError("does not fit: " + ", ".join(told[:3]) + (" ..." if told[3:] else ""))
    network.load_state_dict(state)
# %% wrong="load_weights" why="'fits if the same names': tries on a deep copy and trusts load_state_dict, which fills in num_batches_tracked where a file without metadata lacks it and takes [1] for []"
def load_weights(path: Path, network: nn.Module) -> None:
    import copy

    state = torch.load(path, map_location="cpu", weights_only=True)
    try:
        copy.deepcopy(network).load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    network.load_state_dict(state)
# %% wrong="load_weights" why="'Numbers are copied': everything goes through float32, a float64 network gets rounded numbers from its own file"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = {name: tensor.float() for name, tensor in state.items()}
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)
