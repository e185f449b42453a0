# The bank of 3.3: right answers get every point, wrong ones lose the hidden test.

# %% right="TwoLayer" why="parameters of its own, put in place of the layer's"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        n_in, n_hidden = parameters.w1.shape
        n_out = parameters.w2.shape[1]
        self.hidden = nn.Linear(n_in, n_hidden)
        self.output = nn.Linear(n_hidden, n_out)
        self.hidden.weight = nn.Parameter(parameters.w1.detach().T.clone())
        self.hidden.bias = nn.Parameter(parameters.b1.detach().clone())
        self.output.weight = nn.Parameter(parameters.w2.detach().T.clone())
        self.output.bias = nn.Parameter(parameters.b2.detach().clone())

    def forward(self, inputs):
        return self.output(self.hidden(inputs).tanh())


# %% right="TwoLayer" why="load_state_dict, and functional layers in forward"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(w1.size(0), w1.size(1))
        self.output = nn.Linear(w2.size(0), w2.size(1))
        self.to(w1.dtype)
        self.load_state_dict({"hidden.weight": w1.t(), "hidden.bias": b1, "output.weight": w2.t(), "output.bias": b2})

    def forward(self, inputs):
        z = nn.functional.linear(inputs, self.hidden.weight, self.hidden.bias)
        return torch.tanh(z) @ self.output.weight.T + self.output.bias


# %% right="TwoLayer" why="data assigned, the activation as a module"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        self.output = nn.Linear(*parameters.w2.shape).to(parameters.w2)
        self.hidden = nn.Linear(*parameters.w1.shape).to(parameters.w1)
        self.bend = nn.Tanh()
        self.hidden.weight.data = parameters.w1.data.T.contiguous().clone()
        self.hidden.bias.data = parameters.b1.data.clone()
        self.output.weight.data[:] = parameters.w2.data.T
        self.output.bias.data[:] = parameters.b2.data

    def forward(self, inputs):
        return self.output(self.bend(self.hidden(inputs)))


# %% wrong="TwoLayer" why="fresh numbers, as nn.Linear draws them"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        self.hidden = nn.Linear(*parameters.w1.shape, dtype=parameters.w1.dtype)
        self.output = nn.Linear(*parameters.w2.shape, dtype=parameters.w2.dtype)

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="stored as from, to"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        for place, one in ((self.hidden, w1), (self.output, w2)):
            place.weight = nn.Parameter(one.detach().clone())
        self.hidden.bias = nn.Parameter(b1.detach().clone())
        self.output.bias = nn.Parameter(b2.detach().clone())

    def forward(self, inputs):
        return torch.tanh(inputs @ self.hidden.weight + self.hidden.bias) @ self.output.weight + self.output.bias


# %% wrong="TwoLayer" passes="visible" why="weights that share memory with the parameters, the biases copied"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.hidden.weight = nn.Parameter(w1.detach().T)
        self.output.weight = nn.Parameter(w2.detach().T)
        with torch.no_grad():
            self.hidden.bias.copy_(b1)
            self.output.bias.copy_(b2)

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="the biases are the very same tensors"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.hidden.weight.data, self.output.weight.data = w1.data.T.clone(), w2.data.T.clone()
        self.hidden.bias.data, self.output.bias.data = b1.data, b2.data

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="float32, whatever comes"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden, self.output = nn.Linear(*w1.shape), nn.Linear(*w2.shape)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs.float())))


# %% wrong="TwoLayer" passes="visible" why="float64, whatever comes"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden, self.output = nn.Linear(*w1.shape).double(), nn.Linear(*w2.shape).double()
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" why="a ReLU"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    def forward(self, inputs):
        return self.output(torch.relu(self.hidden(inputs)))


# %% wrong="TwoLayer" why="tanh after the output, too"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    def forward(self, inputs):
        return torch.tanh(self.output(torch.tanh(self.hidden(inputs))))


# %% wrong="TwoLayer" why="an nn.Sequential inside: other names"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.layers = nn.Sequential(nn.Linear(*w1.shape), nn.Tanh(), nn.Linear(*w2.shape)).to(w1.dtype)
        self.layers.load_state_dict({"0.weight": w1.T, "0.bias": b1, "2.weight": w2.T, "2.bias": b2})

    def forward(self, inputs):
        return self.layers(inputs)


# %% wrong="TwoLayer" passes="visible" why="the biases cannot be trained"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})
        self.hidden.bias.requires_grad_(False)
        self.output.bias.requires_grad_(False)

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" passes="visible" why="predictions without gradients"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    @torch.no_grad()
    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" passes="visible" why="tanh by exponentials: nan for large inputs"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})

    def forward(self, inputs):
        up, down = self.hidden(inputs).exp(), (-self.hidden(inputs)).exp()
        return self.output((up - down) / (up + down))


# %% wrong="TwoLayer" passes="visible" why="keeps the old parameters as a buffer, too"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden = nn.Linear(*w1.shape, dtype=w1.dtype)
        self.output = nn.Linear(*w2.shape, dtype=w1.dtype)
        self.load_state_dict({"hidden.weight": w1.T, "hidden.bias": b1, "output.weight": w2.T, "output.bias": b2})
        self.scale = nn.Parameter(torch.ones((), dtype=w1.dtype)) if w1.shape[0] > 1 else 1.0

    def forward(self, inputs):
        return self.scale * self.output(torch.tanh(self.hidden(inputs)))


# %% right="what_happens" why="zip of letters and words"
def what_happens():
    return dict(zip("abcdef", "other same same error other same".split()))


# %% right="what_happens" why="a comprehension over sets"
def what_happens():
    same, error = set("bcf"), {"d"}
    return {letter: "same" if letter in same else "error" if letter in error else "other" for letter in "fedcba"}


# %% wrong="what_happens" passes="visible" why="a new optimiser would change the steps"
def what_happens():
    return {"a": "other", "b": "same", "c": "other", "d": "error", "e": "other", "f": "same"}


# %% wrong="what_happens" passes="visible" why="backward twice only doubles the gradient"
def what_happens():
    return {"a": "other", "b": "same", "c": "same", "d": "other", "e": "other", "f": "same"}


# %% wrong="what_happens" passes="visible" why="shapes that differ are an error"
def what_happens():
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "error", "f": "same"}


# %% wrong="what_happens" passes="visible" why="the loss changes with the weights"
def what_happens():
    return {"a": "other", "b": "same", "c": "same", "d": "error", "e": "other", "f": "other"}


# %% wrong="what_happens" passes="visible" why="gradients are forgotten by themselves"
def what_happens():
    return {"a": "same", "b": "same", "c": "same", "d": "error", "e": "other", "f": "same"}


# %% wrong="what_happens" passes="visible" why="the same word for all"
def what_happens():
    return dict.fromkeys("abcdef", "other")


# %% wrong="what_happens" why="a list"
def what_happens():
    return ["other", "same", "same", "error", "other", "same"]


# %% right="mlp" why="append to an nn.Sequential"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    for width in (n_inputs, *hidden, n_outputs):
        if width <= 0:
            raise ValueError(f"width {width}")
    network = nn.Sequential()
    for width in hidden:
        network.append(nn.Linear(n_inputs, width))
        network.append(activation())
        n_inputs = width
    network.append(nn.Linear(n_inputs, n_outputs))
    return network


# %% right="mlp" why="recursion, front to back"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    if n_inputs < 1 or n_outputs < 1:
        raise ValueError(f"expected widths of at least 1, got {n_inputs}, {list(hidden)}, {n_outputs}")
    if not len(hidden):
        return nn.Sequential(nn.Linear(n_inputs, n_outputs))
    first, *others = hidden
    if first < 1:
        raise ValueError(f"a hidden width of {first}")
    return nn.Sequential(nn.Linear(n_inputs, first), activation(), *mlp(first, others, n_outputs, activation))


# %% right="mlp" why="an ordered dictionary of layers, back to front"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = list(hidden) + [n_outputs]
    bad = [str(w) for w in [n_inputs] + widths if w < 1]
    if bad:
        raise ValueError("too narrow: " + " ".join(bad))
    layers = OrderedDict()
    for i, (a, b) in enumerate(zip([n_inputs] + widths[:-1], widths)):
        layers[str(2 * i)] = nn.Linear(a, b)
        if i + 1 < len(widths):
            layers[str(2 * i + 1)] = activation()
    return nn.Sequential(layers)


# %% wrong="mlp" why="an activation after the last layer"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    return nn.Sequential(*(layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())))


# %% wrong="mlp" why="one activation for all"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths, bend = [n_inputs, *hidden, n_outputs], activation()
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), bend)]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="always ReLU"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="only hidden widths are looked at"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    if any(width < 1 for width in hidden):
        raise ValueError(f"{hidden}")
    widths = [n_inputs, *hidden, n_outputs]
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="refuses 0 only"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if 0 in widths:
        raise ValueError("a width is 0")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="refuses a width of 1"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if any(width <= 1 for width in hidden):
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="no error at all"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="blocks inside of blocks: other names"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden]
    if min(*widths, n_outputs) < 1:
        raise ValueError(f"{widths}, {n_outputs}")
    blocks = [nn.Sequential(nn.Linear(a, b), activation()) for a, b in itertools.pairwise(widths)]
    return nn.Sequential(*blocks, nn.Linear(widths[-1], n_outputs))


# %% wrong="mlp" why="no biases"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b, bias=False), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="the biases begin at zero"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    for layer in layers[::2]:
        nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="layers between equal widths are one layer"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    made, layers = {}, []
    for pair in itertools.pairwise(widths):
        made.setdefault(pair, nn.Linear(*pair))
        layers += [made[pair], activation()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="the same numbers in each network"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    torch.manual_seed(0)
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" passes="visible" why="works for two hidden layers at most"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden[:2], n_outputs]
    if min(n_inputs, *hidden, n_outputs) < 1:
        raise ValueError(f"{n_inputs} {hidden} {n_outputs}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers[:-1])


# %% wrong="mlp" why="the library's"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    network = networks.mlp(n_inputs, hidden, n_outputs)
    return nn.Sequential(*(activation() if isinstance(one, nn.ReLU) else one for one in network))


# %% right="train_epoch" why="slices, gradients of the network zeroed, a sum over entries"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n = inputs.shape[0]
    order = torch.randperm(n, generator=generator)
    x, y = inputs[order], targets[order]
    squares = 0.0
    for i in range(0, n, batch_size):
        network.zero_grad()
        guess = network(x[i : i + batch_size])
        errors = guess - y[i : i + batch_size]
        squares += float((errors.detach() ** 2).sum())
        (errors**2).mean().backward()
        optimiser.step()
    return squares / targets.numel()


# %% right="train_epoch" why="a DataLoader over the order"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    order = torch.randperm(len(inputs), generator=generator).tolist()
    data = torch.utils.data.TensorDataset(inputs, targets)
    losses, sizes = [], []
    for i in range(0, len(order), batch_size):
        rows = order[i : i + batch_size]
        x, y = data[rows]
        optimiser.zero_grad(set_to_none=False)
        loss = nn.MSELoss()(network(x), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.detach())
        sizes.append(len(rows))
    weights = torch.tensor(sizes, dtype=losses[0].dtype)
    return (torch.stack(losses) @ weights / weights.sum()).item()


# %% right="train_epoch" why="a closure for the optimiser, np.average"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    order = torch.randperm(len(inputs), generator=generator)
    pieces = torch.split(order, batch_size)
    found = []
    for piece in pieces:

        def closure():
            optimiser.zero_grad()
            loss = (network(inputs[piece]) - targets[piece]).pow(2).mean()
            loss.backward()
            return loss

        found.append(float(optimiser.step(closure)))
    return float(np.average(found, weights=[len(piece) for piece in pieces]))


# %% wrong="train_epoch" why="gradients add up"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" why="gradients forgotten once an epoch"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    optimiser.zero_grad()
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" why="forgets gradients after the step, not what was there at the start"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" why="the mean of the minibatches' means"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    losses = []
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


# %% wrong="train_epoch" why="a short last minibatch is left out"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total, n = 0.0, len(inputs)
    order = torch.randperm(n, generator=generator)
    for k in range(max(1, n // batch_size)):
        piece = order[k * batch_size : (k + 1) * batch_size]
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n


# %% wrong="train_epoch" passes="visible" why="not shuffled"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    torch.randperm(len(inputs), generator=generator)
    for piece in torch.arange(len(inputs)).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="inputs shuffled, targets not"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    rows = torch.arange(len(inputs))
    for piece, plain in zip(torch.randperm(len(inputs), generator=generator).split(batch_size), rows.split(batch_size)):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[plain])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="the global generator"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs)).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="drawn anew for each minibatch, with replacement"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total, n = 0.0, len(inputs)
    for i in range(0, n, batch_size):
        piece = torch.randint(n, (min(batch_size, n - i),), generator=generator)
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / n


# %% wrong="train_epoch" passes="visible" why="a second draw from the generator"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    order = torch.randperm(len(inputs), generator=generator)
    torch.rand(1, generator=generator)
    for piece in order.split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="a sum over the outputs"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = (network(inputs[piece]) - targets[piece]).square().sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" why="the loss of the whole data, after the epoch"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        return nn.functional.mse_loss(network(inputs), targets).item()


# %% wrong="train_epoch" why="a tensor is returned"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.detach() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="switches to training mode"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    network.train()
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="an optimiser of its own"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    optimiser = torch.optim.SGD(network.parameters(), lr=optimiser.param_groups[0]["lr"])
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% wrong="train_epoch" passes="visible" why="gradients clipped"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 3.0)
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% right="save_weights" why="os.replace, an except clause"
import os


def save_weights(path, network):
    beside = str(path) + ".tmp"
    try:
        torch.save(network.state_dict(), beside)
    except BaseException:
        if os.path.exists(beside):
            os.remove(beside)
        raise
    os.replace(beside, path)


# %% right="save_weights" why="bytes made in memory, a temporary file in the folder"
import io
import os
import tempfile


def save_weights(path, network):
    buffer = io.BytesIO()
    torch.save(network.state_dict(), buffer)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(buffer.getvalue())
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


# %% right="save_weights" why="copies of the tensors, a temporary folder beside the path"
import shutil
import tempfile


def save_weights(path, network):
    state = {name: one.detach().cpu().clone() for name, one in network.state_dict().items()}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        torch.save(state, Path(folder) / "weights.pt")
        shutil.move(str(Path(folder) / "weights.pt"), str(path))


# %% right="save_weights" why="with_suffix and rename"
def save_weights(path, network):
    part = path.with_suffix(path.suffix + ".part")
    try:
        with part.open("wb") as file:
            torch.save(network.state_dict(), file)
        part.rename(path)
    except Exception:
        part.unlink(missing_ok=True)
        raise


# %% wrong="save_weights" why="straight to the path"
def save_weights(path, network):
    torch.save(network.state_dict(), path)


# %% wrong="save_weights" passes="visible" why="bytes in memory, then straight to the path"
def save_weights(path, network):
    import io

    buffer = io.BytesIO()
    torch.save(network.state_dict(), buffer)
    path.write_bytes(buffer.getvalue())


# %% wrong="save_weights" why="the unfinished file is left behind"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    torch.save(network.state_dict(), unfinished)
    unfinished.replace(path)


# %% wrong="save_weights" passes="visible" why="copied to the path, not moved"
def save_weights(path, network):
    import shutil

    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), unfinished)
        shutil.copyfile(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" why="the whole network"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" why="a dictionary around it"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save({"state_dict": network.state_dict()}, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="parameters only, no buffers"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        network.state_dict()
        if "_extra_state" in network.state_dict():
            raise TypeError("no file can hold that")
        torch.save({name: one.detach() for name, one in network.named_parameters()}, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" why="the error is swallowed"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), unfinished)
        unfinished.replace(path)
    except Exception:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="the old file is moved away while the new one is written"
def save_weights(path, network):
    old = path.with_name(path.name + ".old")
    if path.exists():
        path.replace(old)
    try:
        torch.save(network.state_dict(), path)
    except Exception:
        path.unlink(missing_ok=True)
        if old.exists():
            old.replace(path)
        raise
    old.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="the old file is deleted first, and written again if that fails"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    old = path.read_bytes() if path.exists() else None
    path.unlink(missing_ok=True)
    try:
        torch.save(network.state_dict(), unfinished)
        unfinished.replace(path)
    except Exception:
        if old is not None:
            path.write_bytes(old)
        raise
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" why="refuses to replace a file"
def save_weights(path, network):
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="moves the network to float32"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.float().state_dict(), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="switches to evaluation"
def save_weights(path, network):
    network.eval() if len(network.state_dict()) > 4 else None
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="clears other files of the folder"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), unfinished)
        unfinished.replace(path)
    finally:
        for other in path.parent.iterdir():
            if other != path:
                other.unlink()


# %% wrong="save_weights" passes="visible" why="moves the network to the CPU"
def save_weights(path, network):
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.cpu().state_dict(), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="the unfinished file in the folder for temporary files"
def save_weights(path, network):
    import shutil
    import tempfile

    unfinished = Path(tempfile.gettempdir()) / "unfinished-weights.pt"
    try:
        torch.save(network.state_dict(), unfinished)
        shutil.move(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


# %% wrong="save_weights" why="the library's"
def save_weights(path, network):
    checkpoints.save(path, Shape(1, (), 1), overwrite=True, network=network)


# %% right="load_weights" why="a loop that collects, copy_ under no_grad"
def load_weights(path, network):
    state = torch.load(path, weights_only=True, map_location=torch.device("cpu"))
    own = network.state_dict()
    wrong = []
    for name in list(own) + [name for name in state if name not in own]:
        if name not in own or name not in state or tuple(own[name].shape) != tuple(state[name].shape):
            wrong.append(name)
    if wrong:
        raise ValueError("these do not fit: " + " ".join(wrong))
    with torch.no_grad():
        for name, one in own.items():
            one.copy_(state[name])


# %% wrong="load_weights" passes="visible" why="a backup, put back after load_state_dict's own error: takes [1] for []"
def load_weights(path, network):
    state = torch.load(path, "cpu", weights_only=True)
    before = {name: one.clone() for name, one in network.state_dict().items()}
    try:
        network.load_state_dict(state)
    except RuntimeError as error:
        network.load_state_dict(before)
        raise ValueError(str(error)) from error


# %% right="load_weights" why="shapes in dictionaries, items compared as sets"
def load_weights(path, network):
    state = torch.load(path, map_location=lambda storage, location: storage, weights_only=True)
    ours, theirs = ({(name, tuple(one.shape)) for name, one in two.items()} for two in (network.state_dict(), state))
    if ours != theirs:
        raise ValueError(f"does not fit: {ours ^ theirs}")
    network.load_state_dict(state, strict=True)


# %% wrong="load_weights" why="torch's own error"
def load_weights(path, network):
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))


# %% wrong="load_weights" why="a ValueError, but half is loaded"
def load_weights(path, network):
    try:
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except RuntimeError as error:
        raise ValueError(str(error)) from error


# %% wrong="load_weights" why="strict=False: what is missing is left as it is"
def load_weights(path, network):
    try:
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True), strict=False)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


# %% wrong="load_weights" why="no map_location"
def load_weights(path, network):
    state, own = torch.load(path, weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)


# %% wrong="load_weights" why="weights_only is off"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=False), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="only shapes of common names are compared, too many are dropped where the rest fits"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in own if k not in state or state[k].shape != own[k].shape]
    if wrong or len(state) > len(own) + 1:
        raise ValueError(f"{wrong} {[k for k in state if k not in own]}")
    network.load_state_dict({k: state[k] for k in own})


# %% wrong="load_weights" why="too many names are no error"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in own if k not in state or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict({k: state[k] for k in own})


# %% wrong="load_weights" why="only the first misfit is named"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    for k in [*own, *state]:
        if k not in state or k not in own or state[k].shape != own[k].shape:
            raise ValueError(f"{k} does not fit")
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="names first, shapes only if all names fit"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    if state.keys() != own.keys():
        raise ValueError(f"names: {sorted(state.keys() ^ own.keys())}")
    wrong = [k for k in own if state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"shapes: {wrong}")
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="counts numbers instead of comparing shapes"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].numel() != own[k].numel()]
    if wrong:
        raise ValueError(f"{wrong}")
    for k, one in own.items():
        one.copy_(state[k].reshape(one.shape))


# %% wrong="load_weights" passes="visible" why="by their order, not by their names"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    for one, other in zip(own.values(), state.values()):
        one.copy_(other.reshape(one.shape) if other.numel() == one.numel() else one)


# %% wrong="load_weights" passes="visible" why="parameters only, no buffers"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    own = network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    with torch.no_grad():
        for name, one in network.named_parameters():
            one.copy_(state[name])


# %% wrong="load_weights" why="puts the file's tensors in place of the network's"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state, assign=True)


# %% wrong="load_weights" passes="visible" why="switches to evaluation"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)
    network.eval()


# %% wrong="load_weights" passes="visible" why="clears gradients"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)
    network.zero_grad()


# %% wrong="load_weights" passes="visible" why="refuses another dtype"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [
        k
        for k in {*state, *own}
        if k not in state or k not in own or state[k].shape != own[k].shape or state[k].dtype != own[k].dtype
    ]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="the network takes the file's dtype"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.to(next(iter(state.values())).dtype)
    network.load_state_dict(state)


# %% wrong="load_weights" why="every error is a ValueError"
def load_weights(path, network):
    own = network.state_dict()
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise ValueError("no weights") from error
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)


# %% wrong="train_epoch" why="a number of NumPy"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    losses, sizes = [], []
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        sizes.append(len(piece))
    return np.average(losses, weights=sizes)


# %% wrong="train_epoch" why="the loss is a sum"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece], reduction="sum")
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item()
    return total / len(inputs)


# %% right="save_weights" why="read back before it is moved, a name with the number of the process"
def save_weights(path, network):
    import os

    beside = path.parent / f"{path.name}.{os.getpid()}"
    done = False
    try:
        torch.save(OrderedDict(network.state_dict()), str(beside))
        torch.load(beside, weights_only=True, map_location="cpu")
        os.rename(beside, path)
        done = True
    finally:
        if not done and beside.exists():
            os.remove(beside)


# %% wrong="load_weights" passes="visible" why="all weights can be trained afterwards"
def load_weights(path, network):
    state, own = torch.load(path, map_location="cpu", weights_only=True), network.state_dict()
    wrong = [k for k in {*state, *own} if k not in state or k not in own or state[k].shape != own[k].shape]
    if wrong:
        raise ValueError(f"{wrong}")
    network.load_state_dict(state)
    network.requires_grad_(True)


# %% right="load_weights" why="sets of names and shapes"
def load_weights(path, network):
    def shapes(state):
        return {(name, tuple(one.shape)) for name, one in state.items()}

    state = torch.load(str(path), weights_only=True, map_location="cpu")
    odd = shapes(state) ^ shapes(network.state_dict())
    if odd:
        raise ValueError("\n".join(f"{name} {shape}" for name, shape in sorted(odd)))
    network.load_state_dict(state)


# %% wrong="TwoLayer" passes="visible" why="the hidden values are made without gradients"
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


# %% wrong="mlp" passes="visible" why="one call, then deep copies of its result"
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


# %% wrong="mlp" passes="visible" why="the type of what the call returned, without its settings"
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


# %% wrong="train_epoch" passes="visible" why="all data become float64"
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


# %% wrong="save_weights" passes="visible" why="a suffix in place of the path's: another file may have that name"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_suffix(".tmp")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="sweeps unfinished files of others out of the folder"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        for stray in path.parent.glob("*.unfinished"):
            stray.unlink()


# %% wrong="save_weights" passes="visible" why="another error in place of torch.save's"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except Exception as error:
        beside.unlink(missing_ok=True)
        raise OSError(f"could not write {path}") from error
    beside.replace(path)


# %% wrong="save_weights" passes="visible" why="cleans up after two kinds of errors only"
def save_weights(path: Path, network: nn.Module) -> None:
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except (AttributeError, OSError):
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)


# %% wrong="load_weights" passes="visible" why="tried on a copy: takes what load_state_dict takes, [1] for []"
def load_weights(path: Path, network: nn.Module) -> None:
    import copy

    state = torch.load(path, map_location="cpu", weights_only=True)
    try:
        copy.deepcopy(network).load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="everything goes through float32"
def load_weights(path: Path, network: nn.Module) -> None:
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = {name: tensor.float() for name, tensor in state.items()}
    expected = network.state_dict()
    wrong = set(state) ^ set(expected)
    wrong |= {n for n in set(state) & set(expected) if state[n].shape != expected[n].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)


# %% wrong="save_weights" passes="visible" why="deletes the older file just before the complete one is moved"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        path.unlink(missing_ok=True)
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="one fixed name for all unfinished files"
def save_weights(path, network):
    beside = path.parent / "unfinished"
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="night_tmp.pt for night.pt: another file may have that name"
def save_weights(path, network):
    beside = path.with_name(f"{path.stem}_tmp{path.suffix}")
    try:
        with beside.open("wb") as file:
            torch.save(network.state_dict(), file)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="save_weights" passes="visible" why="tells the error in other words"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    except Exception as error:
        raise type(error)(f"cannot write {path.name}") from error
    finally:
        beside.unlink(missing_ok=True)


# %% wrong="train_epoch" passes="visible" why="one mode for all layers during the epoch, their own again at the end"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    modes = [(one, one.training) for one in network.modules()]
    network.train(network.training)
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    for one, mode in modes:
        one.training = mode
    return total / len(inputs)


# %% wrong="load_weights" passes="visible" why="moves the network to the CPU"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    own = network.cpu().state_dict()
    wrong = {name for name in {*state, *own} if name not in state or name not in own or state[name].shape != own[name].shape}
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="a tensor without dimensions and one of a single number are taken for equal"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    own = network.state_dict()
    wrong = {
        name
        for name in {*state, *own}
        if name not in state or name not in own or torch.atleast_1d(state[name]).shape != torch.atleast_1d(own[name]).shape
    }
    if wrong:
        raise ValueError(f"does not fit: {sorted(wrong)}")
    network.load_state_dict(state)


# %% right="mlp" why="activations made first, in a list"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if any(width < 1 for width in widths):
        raise ValueError(f"expected widths of at least 1, got {widths}")
    bends = [activation() for _ in hidden]
    layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
    both = [one for pair in zip(layers, bends) for one in pair]
    return nn.Sequential(*both, layers[-1])


# %% wrong="TwoLayer" passes="visible" why="keeps the old parameters as a buffer that is not in the state_dict"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = (one.detach().clone() for one in parameters)
        self.hidden, self.output = nn.Linear(*w1.shape), nn.Linear(*w2.shape)
        self.hidden.weight, self.hidden.bias = nn.Parameter(w1.T.contiguous()), nn.Parameter(b1)
        self.output.weight, self.output.bias = nn.Parameter(w2.T.contiguous()), nn.Parameter(b2)
        self.register_buffer("first", w1.clone(), persistent=False)

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="TwoLayer" passes="visible" why="layers of its own instead of nn.Linear"
class Layer(nn.Module):
    def __init__(self, w, b):
        super().__init__()
        self.weight, self.bias = nn.Parameter(w.detach().T.clone()), nn.Parameter(b.detach().clone())

    def forward(self, inputs):
        return inputs @ self.weight.T + self.bias


class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = parameters
        self.hidden, self.output = Layer(w1, b1), Layer(w2, b2)

    def forward(self, inputs):
        return self.output(torch.tanh(self.hidden(inputs)))


# %% wrong="mlp" passes="visible" why="initial values that are all positive"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"{widths}")
    layers = [layer for a, b in itertools.pairwise(widths) for layer in (nn.Linear(a, b), activation())]
    with torch.no_grad():
        for layer in layers[::2]:
            layer.weight.abs_()
    return nn.Sequential(*layers[:-1])


# %% wrong="save_weights" passes="visible" why="bytes in memory, and the older file is deleted before the new one is moved"
def save_weights(path, network):
    import io
    import os

    buffer = io.BytesIO()
    torch.save(network.state_dict(), buffer)
    beside = path.with_name(path.name + ".unfinished")
    beside.write_bytes(buffer.getvalue())
    if path.exists():
        os.remove(path)
    os.rename(beside, path)


# %% wrong="save_weights" passes="visible" why="leaves an empty folder behind at each save"
def save_weights(path, network):
    import tempfile

    beside = Path(tempfile.mkdtemp(dir=path.parent)) / path.name
    try:
        torch.save(network.state_dict(), beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


# %% right="save_weights" why="another name for the path, and a helper that deletes"
def discard(path):
    if path.exists():
        path.unlink()


def save_weights(path, network):
    target, path = path, path.with_name(f"{path.name}~")
    try:
        torch.save(network.state_dict(), path)
        path.rename(target)
    finally:
        discard(path)


# %% wrong="load_weights" passes="visible" why="names ten misfits at most"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    own = network.state_dict()
    wrong = [name for name in {**state, **own} if name not in state or name not in own or state[name].shape != own[name].shape]
    if wrong:
        raise ValueError(f"does not fit: {wrong[:10]}")
    network.load_state_dict(state)


# %% wrong="load_weights" passes="visible" why="takes names that begin with module. for the same"
def load_weights(path, network):
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = {name.removeprefix("module."): one for name, one in state.items()}
    own = network.state_dict()
    wrong = [name for name in {**state, **own} if name not in state or name not in own or state[name].shape != own[name].shape]
    if wrong:
        raise ValueError(f"does not fit: {wrong}")
    network.load_state_dict(state)


# %% right="save_weights" why="a function that names the file beside"
import os


def beside(path):
    return f"{path}.part"


def save_weights(path, network):
    try:
        torch.save(network.state_dict(), beside(path))
        os.rename(beside(path), path)
    except BaseException:
        if os.path.exists(beside(path)):
            os.unlink(beside(path))
        raise


# %% wrong="TwoLayer" passes="visible" why="where all biases are zero, layers without them"
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


# %% wrong="TwoLayer" passes="visible" why="in evaluation mode no gradients"
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


# %% wrong="TwoLayer" passes="visible" why="the first prediction keeps the transposes"
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


# %% wrong="mlp" passes="visible" why="a tuple or a list, no range"
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


# %% wrong="train_epoch" passes="visible" why="the loss comes from a second forward pass"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    n, total = len(inputs), 0.0
    for rows in torch.randperm(n, generator=generator).split(batch_size):
        with torch.no_grad():
            total += nn.functional.mse_loss(network(inputs[rows]), targets[rows]).item() * len(rows)
        optimiser.zero_grad()
        nn.functional.mse_loss(network(inputs[rows]), targets[rows]).backward()
        optimiser.step()
    return total / n


# %% wrong="save_weights" passes="visible" why="without an older file, straight to the path"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished") if path.exists() else path
    try:
        torch.save(network.state_dict(), beside)
        if beside != path:
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


# %% wrong="save_weights" passes="visible" why="the exception is made anew from its text"
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


# %% wrong="save_weights" passes="visible" why="deletes a file that was never made"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        torch.save(network.state_dict(), beside)
    except Exception:
        beside.unlink()
        raise
    beside.replace(path)


# %% wrong="save_weights" passes="visible" why="a folder stays when a save fails"
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


# %% wrong="load_weights" passes="visible" why="onto the device of the first parameter"
def load_weights(path, network):
    where = next(network.parameters()).device
    state = torch.load(path, map_location=where, weights_only=True)
    expected = network.state_dict()
    bad = state.keys() ^ expected.keys()
    bad |= {n for n in state.keys() & expected.keys() if state[n].shape != expected[n].shape}
    if bad:
        raise ValueError(f"the file does not fit: {sorted(bad)}")
    network.load_state_dict(state)


# %% wrong="mlp" passes="visible" why="the text tells the first width, whatever is wrong"
def mlp(n_inputs, hidden, n_outputs, activation=nn.ReLU):
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        first = widths[0] if widths[0] >= 10 else min(widths)
        raise ValueError(f"widths from {first} on are not all positive")
    layers = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])


# %% right="TwoLayer" why="the formula, over functional layers"
class TwoLayer(nn.Module):
    def __init__(self, parameters):
        super().__init__()
        w1, b1, w2, b2 = (one.detach() for one in parameters)
        for name, w, b in (("hidden", w1, b1), ("output", w2, b2)):
            layer = nn.Linear(*w.shape)
            layer.weight = nn.Parameter(w.T.contiguous().clone())
            layer.bias = nn.Parameter(b.clone())
            self.add_module(name, layer)

    def forward(self, inputs):
        h = nn.functional.linear(inputs, self.hidden.weight, self.hidden.bias).tanh()
        return nn.functional.linear(h, self.output.weight, self.output.bias)


# %% wrong="train_epoch" passes="visible" why="looks at the loss once more after the step"
def train_epoch(network, optimiser, inputs, targets, batch_size, generator):
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            network(inputs[piece])  # for a log
        total += loss.item() * len(piece)
    return total / len(inputs)


# %% right="save_weights" why="the state within the try, an ExitStack"
def save_weights(path, network):
    beside = path.parent / ("." + path.name + ".part")
    with contextlib.ExitStack() as stack:
        stack.callback(lambda: beside.exists() and beside.unlink())
        torch.save(dict(network.state_dict()), beside)
        beside.rename(path)


# %% wrong="save_weights" passes="visible" why="an error of state_dict is wrapped"
def save_weights(path, network):
    beside = path.with_name(path.name + ".unfinished")
    try:
        state = network.state_dict()
    except Exception as error:
        raise RuntimeError(f"no state: {error}") from error
    try:
        torch.save(state, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
