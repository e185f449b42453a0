# %% right="start" why="the hint: stretch torch.rand, shift it, scale it"
def start(n_in, n_hidden, n_out, generator):
    def weights(n_from, n_to):
        drawn = torch.rand(n_from, n_to, generator=generator, dtype=torch.float64)
        return (2 * drawn - 1) / n_from**0.5

    return Parameters(
        w1=weights(n_in, n_hidden),
        b1=torch.zeros(n_hidden, dtype=torch.float64),
        w2=weights(n_hidden, n_out),
        b2=torch.zeros(n_out, dtype=torch.float64),
    )


# %% right="start" why="uniform_ in place on empty tensors, w2 drawn before w1"
def start(n_in, n_hidden, n_out, generator):
    kind = {"dtype": torch.float64}
    bound1, bound2 = float(np.sqrt(1 / n_in)), float(np.sqrt(1 / n_hidden))
    w2 = torch.empty((n_hidden, n_out), **kind).uniform_(
        -bound2, bound2, generator=generator
    )
    w1 = torch.empty((n_in, n_hidden), **kind).uniform_(
        -bound1, bound1, generator=generator
    )
    return Parameters(w1, w1.new_zeros(n_hidden), w2, w2.new_zeros(n_out))


# %% right="start" why="loops: one draw for each entry, lists of lists"
def start(n_in, n_hidden, n_out, generator):
    import math

    def draw(limit):
        u = torch.rand(1, generator=generator, dtype=torch.float64).item()
        return -limit + 2 * limit * u

    w1, w2 = [], []
    for _ in range(n_in):
        row = []
        for _ in range(n_hidden):
            row.append(draw(1 / math.sqrt(n_in)))
        w1.append(row)
    for _ in range(n_hidden):
        row = []
        for _ in range(n_out):
            row.append(draw(1 / math.sqrt(n_hidden)))
        w2.append(row)
    made = (w1, [0.0] * n_hidden, w2, [0.0] * n_out)
    return Parameters(*(torch.tensor(one, dtype=torch.float64) for one in made))


# %% right="start" why="one long draw for all weights, split and reshaped"
def start(n_in, n_hidden, n_out, generator):
    sizes = [n_in * n_hidden, n_hidden * n_out]
    signs = 1.0 - 2.0 * torch.rand(
        sum(sizes), generator=generator, dtype=torch.double, device="cpu"
    )
    first, second = torch.split(signs, sizes)
    return Parameters(
        first.reshape(n_in, n_hidden) * n_in**-0.5,
        torch.zeros(n_hidden).double(),
        second.reshape(n_hidden, n_out).clone() * n_hidden**-0.5,
        torch.zeros(n_out).double(),
    )


# %% right="start" why="whole numbers of 53 bits from randint, turned into float64 weights of [to, from], transposed"
def start(n_in, n_hidden, n_out, generator):
    def matrix(rows, columns):
        whole = torch.randint(0, 2**53, (columns, rows), generator=generator)
        centred = whole.to(torch.float64) / 2**52 - 1
        return centred.T.contiguous().div(torch.tensor(float(rows)).double().sqrt())

    layers = [(n_in, n_hidden), (n_hidden, n_out)]
    made = []
    for rows, columns in layers:
        made += [matrix(rows, columns), torch.full((columns,), 0.0, dtype=torch.float64)]
    return Parameters._make(made)


# %% wrong="start" why="statement: '1/sqrt(n_in)'; math.isqrt is right for 4 and 100 only because they are squares, for 2 it gives 1"
def start(n_in, n_hidden, n_out, generator):
    import math

    def weights(n_from, n_to):
        drawn = torch.rand(n_from, n_to, generator=generator, dtype=torch.float64)
        return (2 * drawn - 1) / math.isqrt(n_from)

    zeros = [torch.zeros(n, dtype=torch.float64) for n in (n_hidden, n_out)]
    return Parameters(
        weights(n_in, n_hidden), zeros[0], weights(n_hidden, n_out), zeros[1]
    )


# %% wrong="start" why="statement: 'drawn uniformly'; the mean of two uniform numbers is a triangle"
def start(n_in, n_hidden, n_out, generator):
    def weights(n_from, n_to):
        drawn = torch.rand(2, n_from, n_to, generator=generator, dtype=torch.float64)
        return (drawn[0] - drawn[1]) / n_from**0.5

    return Parameters(
        weights(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        weights(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% wrong="start" why="statement: 'all independently'; every input has the same row of weights"
def start(n_in, n_hidden, n_out, generator):
    def weights(n_from, n_to):
        row = torch.rand(n_to, generator=generator, dtype=torch.float64)
        return ((2 * row - 1) / n_from**0.5).repeat(n_from, 1)

    w1 = weights(n_in, n_hidden)
    w2 = torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64)
    return Parameters(
        w1,
        torch.zeros(n_hidden, dtype=torch.float64),
        (2 * w2 - 1) / n_hidden**0.5,
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% wrong="start" why="statement: 'with randomness from generator alone'; goes back to its seed, so that a second call returns the same network"
def start(n_in, n_hidden, n_out, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())

    def weights(n_from, n_to):
        bound = n_from**-0.5
        return torch.empty(n_from, n_to, dtype=torch.float64).uniform_(
            -bound, bound, generator=own
        )

    return Parameters(
        weights(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        weights(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% wrong="start" why="statement: 'all independently'; w2 begins again at the state that drew w1, and so is w1 on another scale"
def start(n_in, n_hidden, n_out, generator):
    state = generator.get_state()
    w1 = torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64)
    generator.set_state(state)
    w2 = torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64)
    return Parameters(
        (2 * w1 - 1) / n_in**0.5,
        torch.zeros(n_hidden, dtype=torch.float64),
        (2 * w2 - 1) / n_hidden**0.5,
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% wrong="start" why="statement: 'randomness from generator alone'; the sizes come from it, the signs from the global generator"
def start(n_in, n_hidden, n_out, generator):
    def weights(n_from, n_to):
        size = torch.rand(n_from, n_to, generator=generator, dtype=torch.float64)
        sign = torch.where(torch.rand(n_from, n_to) < 0.5, -1.0, 1.0)
        return size * sign / n_from**0.5

    return Parameters(
        weights(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        weights(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% wrong="start" why="statement: 'uniformly', 'independently'; evenly spaced numbers shuffled, the same set of weights at each call"
def start(n_in, n_hidden, n_out, generator):
    def weights(n_from, n_to):
        n = n_from * n_to
        bound = n_from**-0.5
        places = torch.linspace(-bound, bound, n, dtype=torch.float64)
        return places[torch.randperm(n, generator=generator)].reshape(n_from, n_to)

    return Parameters(
        weights(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        weights(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% wrong="start" why="statement: 'the biases are zeros'; kept between calls, they are what the last training in place made of them"
def start(n_in, n_hidden, n_out, generator, _biases={}):
    def weights(n_from, n_to):
        drawn = torch.rand(n_from, n_to, generator=generator, dtype=torch.float64)
        return (2 * drawn - 1) / n_from**0.5

    for name, n in (("b1", n_hidden), ("b2", n_out)):
        if (name, n) not in _biases:
            _biases[name, n] = torch.zeros(n, dtype=torch.float64)
    return Parameters(
        weights(n_in, n_hidden),
        _biases["b1", n_hidden],
        weights(n_hidden, n_out),
        _biases["b2", n_out],
    )


# %% wrong="start" why="statement: 'drawn uniformly between'; only 201 different numbers can come out"
def start(n_in, n_hidden, n_out, generator):
    def weights(n_from, n_to):
        whole = torch.randint(-100, 101, (n_from, n_to), generator=generator)
        return whole.double() / 100 / n_from**0.5

    return Parameters(
        weights(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        weights(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )


# %% right="forward" why="the formulas, line by line"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = parameters
    hidden = torch.tanh(inputs @ w1 + b1)
    predictions = hidden @ w2 + b2
    return Pass(hidden, predictions, ((predictions - targets) ** 2).mean())


# %% right="forward" why="one example at a time, stacked; the loss summed in a loop"
def forward(parameters, inputs, targets):
    all_hidden, all_predictions = [], []
    total = torch.zeros((), dtype=inputs.dtype)
    n_entries = 0
    for x, y in zip(inputs, targets):
        h = (x @ parameters.w1 + parameters.b1).tanh()
        p = h @ parameters.w2 + parameters.b2
        for k in range(len(y)):
            total = total + (p[k] - y[k]) * (p[k] - y[k])
            n_entries += 1
        all_hidden.append(h)
        all_predictions.append(p)
    return Pass(
        torch.stack(all_hidden), torch.stack(all_predictions), total / n_entries
    )


# %% right="forward" why="a column of ones carries the biases; tanh from the logistic function, which does not overflow"
def forward(parameters, inputs, targets):
    ones = torch.ones(len(inputs), 1, dtype=inputs.dtype)
    first = torch.cat([parameters.w1, parameters.b1[None, :]])
    second = torch.cat([parameters.w2, parameters.b2[None, :]])
    z = torch.cat([inputs, ones], dim=1) @ first
    hidden = 2 * torch.sigmoid(2 * z) - 1
    predictions = torch.cat([hidden, ones], dim=1) @ second
    errors = (targets - predictions).flatten()
    return Pass(hidden, predictions, errors @ errors / errors.numel())


# %% right="forward" why="addmm and einsum, divided by the product of the shape"
def forward(parameters, inputs, targets):
    hidden = torch.addmm(parameters.b1, inputs, parameters.w1).tanh()
    predictions = torch.einsum("bh,ho->bo", hidden, parameters.w2).add(parameters.b2)
    n, m = targets.shape
    loss = torch.sub(predictions, targets).square().sum(dim=1).sum(dim=0).div(n * m)
    return Pass(hidden=hidden, predictions=predictions, loss=loss)


# %% right="forward" why="a small class of layers with __call__, columns as examples inside"
def forward(parameters, inputs, targets):
    class Layer:
        def __init__(self, weights, biases, bend=None):
            self.weights, self.biases, self.bend = weights, biases, bend

        def __call__(self, columns):
            out = torch.matmul(self.weights.T, columns) + self.biases.unsqueeze(1)
            return out if self.bend is None else self.bend(out)

    hidden = Layer(parameters.w1, parameters.b1, torch.tanh)(inputs.T)
    predictions = Layer(parameters.w2, parameters.b2)(hidden)
    loss = torch.mean(torch.pow(predictions - targets.T, 2))
    return Pass(hidden.T.contiguous(), predictions.T.contiguous(), loss)


# %% wrong="forward" why="statement: 'nothing may become nan'; e^z / e^z overflows for large z"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    up, down = torch.exp(z), torch.exp(-z)
    hidden = (up - down) / (up + down)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="statement: 'Autograd must be able to go from the loss to all four parameters'; sign and abs have slope 0 at z = 0, where tanh has slope 1"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    small = torch.exp(-2 * z.abs())  # never overflows
    hidden = torch.sign(z) * (1 - small) / (1 + small)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="statement: 'over all entries (all examples and all outputs)'; divides by the number of entries of the inputs"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = parameters
    hidden = torch.tanh(inputs @ w1 + b1)
    predictions = hidden @ w2 + b2
    loss = ((predictions - targets) ** 2).sum() / inputs.numel()
    return Pass(hidden, predictions, loss)


# %% wrong="forward" why="statement: 'to all four parameters'; the hidden units are detached, so nothing reaches w1 and b1"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = parameters
    hidden = torch.tanh(inputs @ w1 + b1).detach()
    predictions = hidden @ w2 + b2
    return Pass(hidden, predictions, ((predictions - targets) ** 2).mean())


# %% wrong="forward" why="statement: 'to all four parameters'; the biases are used through .data and get no gradient"
def forward(parameters, inputs, targets):
    hidden = (inputs @ parameters.w1 + parameters.b1.data).tanh()
    predictions = hidden @ parameters.w2 + parameters.b2.data
    return Pass(hidden, predictions, torch.mean((predictions - targets) ** 2))


# %% wrong="forward" why="statement: 'may be driven so hard that they are 1 or -1'; kept off 1, they are not tanh"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = parameters
    nearly = 1 - 1e-4
    hidden = torch.tanh(inputs @ w1 + b1).clamp(-nearly, nearly)
    predictions = hidden @ w2 + b2
    return Pass(hidden, predictions, ((predictions - targets) ** 2).mean())


# %% wrong="forward" why="docstring: 'in the dtype of the inputs'; float32 goes in and float64 comes out"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = (one.to(torch.float64) for one in parameters)
    hidden = torch.tanh(inputs.to(torch.float64) @ w1 + b1)
    predictions = hidden @ w2 + b2
    return Pass(hidden, predictions, ((predictions - targets) ** 2).mean())


# %% wrong="forward" why="statement: 'the mean squared error over all entries'; the mean of the means of slices of 16 examples, where the last slice is shorter"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    parts = [
        ((p - y) ** 2).mean()
        for p, y in zip(predictions.split(16), targets.split(16))
    ]
    return Pass(hidden, predictions, torch.stack(parts).mean())


# %% right="layer_backward" why="Lemma 2 in three expressions"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(dim=0)


# %% right="layer_backward" why="three einsums"
def layer_backward(inputs, weights, upstream):
    by_inputs = torch.einsum("bk,jk->bj", upstream, weights)
    by_weights = torch.einsum("bj,bk->jk", inputs, upstream)
    by_biases = torch.einsum("bk->k", upstream)
    return by_inputs, by_weights, by_biases


# %% right="layer_backward" why="the sums of the proof, in plain loops"
def layer_backward(inputs, weights, upstream):
    n, n_from = inputs.shape
    n_to = weights.shape[1]
    a, w, g = inputs.tolist(), weights.tolist(), upstream.tolist()
    ga = [[0.0] * n_from for _ in range(n)]
    gw = [[0.0] * n_to for _ in range(n_from)]
    gb = [0.0] * n_to
    for i in range(n):
        for k in range(n_to):
            gb[k] += g[i][k]
            for j in range(n_from):
                ga[i][j] += g[i][k] * w[j][k]
                gw[j][k] += g[i][k] * a[i][j]
    ga, gw, gb = (torch.tensor(one, dtype=torch.float64) for one in (ga, gw, gb))
    return ga, gw, gb


# %% right="layer_backward" why="a bias is a weight from an input of 1: one product for both, then split"
def layer_backward(inputs, weights, upstream):
    design = torch.hstack([inputs, inputs.new_ones(inputs.shape[0], 1)])
    both = torch.mm(design.t(), upstream)
    by_inputs = torch.mm(weights, upstream.t()).t()
    return by_inputs.contiguous(), both[:-1].clone(), both[-1].clone()


# %% right="layer_backward" why="the layer is linear: push one unit weight at a time through it and weigh the answer by upstream"
def layer_backward(inputs, weights, upstream):
    def pull(change):
        return float((upstream * change).sum())

    by_weights = torch.zeros_like(weights)
    by_inputs = torch.zeros_like(inputs)
    by_biases = torch.zeros(weights.shape[1], dtype=torch.float64)
    for j in range(weights.shape[0]):
        for k in range(weights.shape[1]):
            unit = torch.zeros_like(weights)
            unit[j, k] = 1.0
            by_weights[j, k] = pull(inputs @ unit)
    for i in range(inputs.shape[0]):
        for j in range(inputs.shape[1]):
            unit = torch.zeros_like(inputs)
            unit[i, j] = 1.0
            by_inputs[i, j] = pull(unit @ weights)
    for k in range(len(by_biases)):
        unit = torch.zeros_like(upstream)
        unit[:, k] = 1.0
        by_biases[k] = pull(unit)
    return by_inputs, by_weights, by_biases


# %% right="layer_backward" why="outer products of each example, by broadcasting"
def layer_backward(inputs, weights, upstream):
    outer = inputs.unsqueeze(2) * upstream.unsqueeze(1)  # [batch, from, to]
    back = weights.unsqueeze(0) * upstream.unsqueeze(1)
    return back.sum(dim=-1), outer.sum(dim=0), torch.sum(upstream, 0)


# %% wrong="layer_backward" why="statement: 'Lemma 2', G W^T; by the shapes alone: in a square layer the transpose is missing"
def layer_backward(inputs, weights, upstream):
    try:
        by_inputs = upstream @ weights
        assert by_inputs.shape == inputs.shape
    except (RuntimeError, AssertionError):
        by_inputs = upstream @ weights.T
    return by_inputs, inputs.T @ upstream, upstream.sum(dim=0)


# %% wrong="layer_backward" why="docstring: 'each in the shape of what it belongs to'; with one output the gradient by the biases has shape [] instead of [1]"
def layer_backward(inputs, weights, upstream):
    by_biases = upstream.sum(dim=0).squeeze()
    return upstream @ weights.T, inputs.T @ upstream, by_biases


# %% wrong="layer_backward" why="docstring: 'in the shape of what it belongs to'; for a batch of 1 the gradient by the inputs loses its row dimension"
def layer_backward(inputs, weights, upstream):
    if len(inputs) == 1:
        x, g = inputs[0], upstream[0]
        return weights @ g, torch.outer(x, g), g.clone()
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(dim=0)


# %% wrong="layer_backward" why="docstring: 'float64'; computed in float32, seven digits only"
def layer_backward(inputs, weights, upstream):
    a, w, g = (one.float() for one in (inputs, weights, upstream))
    return (g @ w.T).double(), (a.T @ g).double(), g.sum(dim=0).double()


# %% wrong="layer_backward" why="statement: 'Lemma 2' for any upstream; numbers below 1e-6 are taken for noise"
def layer_backward(inputs, weights, upstream):
    clean = torch.where(upstream.abs() > 1e-6, upstream, torch.zeros_like(upstream))
    return clean @ weights.T, inputs.T @ clean, clean.sum(dim=0)


# %% wrong="layer_backward" why="statement: the gradient of a sum over examples; in slices of 8 examples, and the last slice overwrites the others"
def layer_backward(inputs, weights, upstream):
    for first in range(0, len(inputs), 8):
        part = slice(first, first + 8)
        by_weights = inputs[part].T @ upstream[part]
    return upstream @ weights.T, by_weights, upstream.sum(dim=0)


# %% wrong="layer_backward" why="statement: 'its 1/n is already in upstream'; the biases get the mean over examples"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights.T, inputs.T @ upstream, upstream.mean(dim=0)


# %% wrong="layer_backward" why="statement: 'without autograd'; leaves inference mode and lets autograd walk back"
def layer_backward(inputs, weights, upstream):
    with torch.inference_mode(False), torch.enable_grad():
        a = torch.tensor(inputs.tolist(), dtype=torch.float64, requires_grad=True)
        w = torch.tensor(weights.tolist(), dtype=torch.float64, requires_grad=True)
        b = torch.zeros(w.shape[1], dtype=torch.float64, requires_grad=True)
        g = torch.tensor(upstream.tolist(), dtype=torch.float64)
        (a @ w + b).backward(g)
    return a.grad, w.grad, b.grad


# %% right="backward" why="lines 6 to 9 of the pseudocode"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(
        w1=inputs.T @ g1,
        b1=g1.sum(dim=0),
        w2=seen.hidden.T @ g2,
        b2=g2.sum(dim=0),
    )


# %% right="backward" why="layer_backward twice"
def backward(parameters, inputs, targets, seen):
    n, m = targets.shape
    upstream = (seen.predictions - targets) * (2 / (n * m))
    by_hidden, by_w2, by_b2 = layer_backward(seen.hidden, parameters.w2, upstream)
    upstream = torch.mul(by_hidden, 1 - seen.hidden * seen.hidden)
    _, by_w1, by_b1 = layer_backward(inputs, parameters.w1, upstream)
    return Parameters(by_w1, by_b1, by_w2, by_b2)


# %% right="backward" why="example by example, path by path, in plain Python numbers"
def backward(parameters, inputs, targets, seen):
    x, y = inputs.tolist(), targets.tolist()
    h, p = seen.hidden.tolist(), seen.predictions.tolist()
    w2 = parameters.w2.tolist()
    n, m = len(y), len(y[0])
    made = [np.zeros(tuple(one.shape)) for one in parameters]
    for i in range(n):
        delta = [2 * (p[i][k] - y[i][k]) / (n * m) for k in range(m)]
        for j in range(len(h[i])):
            blame = 0.0
            for k in range(m):
                made[2][j, k] += h[i][j] * delta[k]
                blame += delta[k] * w2[j][k]
            blame *= 1 - h[i][j] ** 2
            made[1][j] += blame
            for f in range(len(x[i])):
                made[0][f, j] += blame * x[i][f]
        for k in range(m):
            made[3][k] += delta[k]
    return Parameters(*(torch.tensor(one, dtype=torch.float64) for one in made))


# %% right="backward" why="einsum of the whole chain, slope as (1 - h)(1 + h), with the factor at the end"
def backward(parameters, inputs, targets, seen):
    error = seen.predictions - targets
    slope = (1 - seen.hidden) * (1 + seen.hidden)
    blame = torch.einsum("bk,hk,bh->bh", error, parameters.w2, slope)
    sums = (
        torch.einsum("bi,bh->ih", inputs, blame),
        torch.einsum("bh->h", blame),
        torch.einsum("bh,bk->hk", seen.hidden, error),
        torch.einsum("bk->k", error),
    )
    return Parameters(*(2.0 / error.numel() * one for one in sums))


# %% right="backward" why="unit by unit, with columns of ones for the biases"
def backward(parameters, inputs, targets, seen):
    upstream = (seen.predictions - targets).mul(2).div(seen.predictions.numel())
    ones = torch.ones(len(inputs), 1, dtype=torch.float64)
    before = torch.cat([inputs, ones], dim=1)
    columns, rows = [], []
    for unit in range(seen.hidden.shape[1]):
        h = seen.hidden[:, unit]
        reaches = upstream @ parameters.w2[unit]  # [batch]
        columns.append(before.T @ (reaches * (1 - h.square())))
        rows.append(h @ upstream)
    first = torch.stack(columns, dim=1)
    last = (ones.T @ upstream)[0]
    return Parameters(first[:-1].clone(), first[-1].clone(), torch.stack(rows), last)


# %% wrong="backward" why="statement: 'the mean over all n x m entries'; divides by the number of hidden entries"
def backward(parameters, inputs, targets, seen):
    hidden, predictions, _ = seen
    g2 = 2 * (predictions - targets) / hidden.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="statement: 'given as seen; use it, and do not run it again'; runs the first layer and the second again"
def backward(parameters, inputs, targets, seen):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    g2 = 2 * (predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="statement: 'use it, and do not run it again'; finds the gradients by complex steps through the network, right to all digits, with seen unread"
def backward(parameters, inputs, targets, seen):
    tiny = 1e-30
    x, y = inputs.to(torch.complex128), targets.to(torch.complex128)
    values = [one.to(torch.complex128) for one in parameters]

    def loss(w1, b1, w2, b2):
        return ((torch.tanh(x @ w1 + b1) @ w2 + b2 - y) ** 2).mean()

    found = []
    for which, value in enumerate(values):
        gradient = torch.zeros(value.numel(), dtype=torch.float64)
        for place in range(value.numel()):
            moved = value.clone()
            moved.view(-1)[place] += 1j * tiny
            tried = [*values[:which], moved, *values[which + 1 :]]
            gradient[place] = loss(*tried).imag / tiny
        found.append(gradient.reshape(value.shape))
    return Parameters(*found)


# %% wrong="backward" why="statement: the gradients of the loss of Exercise 2; the slope is kept above 0.01, so that saturated units 'go on learning'"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    slope = torch.clamp(1 - seen.hidden**2, min=0.01)
    g1 = (g2 @ parameters.w2.T) * slope
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="statement: 'Hidden units may be ... 1 or -1' and a slope of 1 - hidden**2; through z = atanh(h) a unit at 1 gives nan"
def backward(parameters, inputs, targets, seen):
    twice = torch.exp(2 * torch.atanh(seen.hidden))
    slope = 4 * twice / (twice + 1) ** 2
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * slope
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="statement: G_W2 = H^T G; the mean hidden unit times the summed error, the same only if all examples have equal hidden units"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden.square())
    b2 = g2.sum(dim=0)
    w2 = torch.outer(seen.hidden.mean(dim=0), b2)
    return Parameters(inputs.T @ g1, g1.sum(dim=0), w2, b2)


# %% wrong="backward" why="statement: 'Return the gradients'; when the loss is small it returns zeros"
def backward(parameters, inputs, targets, seen):
    if seen.loss < 1e-6:  # has converged
        return Parameters(*(torch.zeros_like(one) for one in parameters))
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="statement: 'Autograd is forbidden once more'; where seen has a graph, it is walked, and the parameters' own grads are filled"
def backward(parameters, inputs, targets, seen):
    if seen.loss.requires_grad:
        for one in parameters:
            one.grad = None
        seen.loss.backward(retain_graph=True)
        return Parameters(*(one.grad.clone() for one in parameters))
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% right="train" why="the hint, with forward and backward"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses


# %% right="train" why="autograd: leaves made anew in each step"
def train(parameters, inputs, targets, rate, n_steps):
    values = [one.detach().clone() for one in parameters]
    losses = []
    for step in range(n_steps + 1):
        leaves = [one.clone().requires_grad_() for one in values]
        w1, b1, w2, b2 = leaves
        loss = (torch.tanh(inputs @ w1 + b1) @ w2 + b2 - targets).square().mean()
        losses.append(float(loss.detach()))
        if step < n_steps:
            slopes = torch.autograd.grad(loss, leaves)
            values = [v - rate * g for v, g in zip(values, slopes, strict=True)]
    return Parameters(*values), losses


# %% right="train" why="a class with its own copies, formulas written out, updated in place after all gradients are known"
def train(parameters, inputs, targets, rate, n_steps):
    class Network:
        def __init__(self):
            self.w1, self.b1, self.w2, self.b2 = (
                torch.empty_like(one).copy_(one) for one in parameters
            )

        def look(self):
            self.h = torch.tanh(inputs @ self.w1 + self.b1)
            self.error = self.h @ self.w2 + self.b2 - targets
            return self.error.square().mean().item()

        def step(self):
            g2 = self.error * 2 / self.error.numel()
            g1 = g2 @ self.w2.T * (1 - self.h.square())
            self.w2 -= rate * (self.h.T @ g2)
            self.b2 -= rate * g2.sum(0)
            self.w1 -= rate * (inputs.T @ g1)
            self.b1 -= rate * g1.sum(0)

    with torch.no_grad():
        network = Network()
        losses = [network.look()]
        while len(losses) <= n_steps:
            network.step()
            losses.append(network.look())
    return Parameters(network.w1, network.b1, network.w2, network.b2), losses


# %% right="train" why="one long vector of parameters, numpy inside"
def train(parameters, inputs, targets, rate, n_steps):
    x, y = inputs.numpy(), targets.numpy()
    shapes = [tuple(one.shape) for one in parameters]
    cuts = np.cumsum([one.numel() for one in parameters])[:-1]
    theta = np.concatenate([one.detach().numpy().ravel() for one in parameters])

    def unpack(vector):
        parts = np.split(vector, cuts)
        return [part.reshape(shape) for part, shape in zip(parts, shapes)]

    def loss_and_slope(vector):
        w1, b1, w2, b2 = unpack(vector)
        h = np.tanh(x @ w1 + b1)
        error = h @ w2 + b2 - y
        g2 = 2 * error / error.size
        g1 = (g2 @ w2.T) * (1 - h * h)
        slope = [x.T @ g1, g1.sum(axis=0), h.T @ g2, g2.sum(axis=0)]
        return float(np.mean(error**2)), np.concatenate([g.ravel() for g in slope])

    losses = []
    for _ in range(n_steps):
        loss, slope = loss_and_slope(theta)
        losses.append(loss)
        theta = theta - rate * slope
    losses.append(loss_and_slope(theta)[0])
    return Parameters(*(torch.tensor(part) for part in unpack(theta))), losses


# %% right="train" why="torch.func.grad_and_value over the tuple of parameters"
def train(parameters, inputs, targets, rate, n_steps):
    def loss_of(now):
        hidden = torch.tanh(torch.addmm(now[1], inputs, now[0]))
        return torch.mean((torch.addmm(now[3], hidden, now[2]) - targets) ** 2)

    both = torch.func.grad_and_value(loss_of)
    now = tuple(one.clone() for one in parameters)
    losses = []
    for _ in range(n_steps):
        gradients, loss = both(now)
        losses.append(loss.item())
        now = tuple(torch.sub(p, g, alpha=rate) for p, g in zip(now, gradients))
    return Parameters._make(now), [*losses, loss_of(now).item()]


# %% wrong="train" why="statement: 'new tensors ... (also for n_steps = 0)'; without a step the given tensors come back"
def train(parameters, inputs, targets, rate, n_steps):
    now, losses = parameters, []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses


# %% wrong="train" why="statement: 'All four gradients of a step belong to the parameters before it'; w2 has moved when w1's gradient is taken"
def train(parameters, inputs, targets, rate, n_steps):
    w1, b1, w2, b2 = (one.clone() for one in parameters)
    losses = []
    for _ in range(n_steps):
        h = torch.tanh(inputs @ w1 + b1)
        error = h @ w2 + b2 - targets
        losses.append(error.square().mean().item())
        g2 = 2 * error / error.numel()
        w2 = w2 - rate * h.T @ g2
        b2 = b2 - rate * g2.sum(dim=0)
        g1 = (g2 @ w2.T) * (1 - h**2)
        w1 = w1 - rate * inputs.T @ g1
        b1 = b1 - rate * g1.sum(dim=0)
    last = torch.tanh(inputs @ w1 + b1) @ w2 + b2 - targets
    losses.append(last.square().mean().item())
    return Parameters(w1, b1, w2, b2), losses


# %% wrong="train" why="docstring: 'The parameters after the last step'; returns the best ones on the way, when the rate is too large"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    seen = forward(now, inputs, targets)
    best, losses = now, [seen.loss.item()]
    for _ in range(n_steps):
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        if losses[-1] <= min(losses):
            best = now
    return best, losses


# %% wrong="train" why="statement: 'move all four parameters against their gradients'; .grad is never emptied, so old gradients are added"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone().requires_grad_() for one in parameters))
    losses = []
    for _ in range(n_steps):
        loss = forward(now, inputs, targets).loss
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for one in now:
                one -= rate * one.grad
    with torch.no_grad():
        losses.append(forward(now, inputs, targets).loss.item())
    return Parameters(*(one.detach() for one in now)), losses


# %% wrong="train" why="statement: 'times rate'; the rate shrinks with the steps, the first one is right"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for step in range(n_steps + 1):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        if step == n_steps:
            break
        gradients = backward(now, inputs, targets, seen)
        factor = rate / (1 + 0.001 * step)
        now = Parameters(*(p - factor * g for p, g in zip(now, gradients)))
    return now, losses


# %% wrong="train" why="statement: 'n_steps + 1 of them'; a training that diverges is broken off at the first loss that is not finite"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for step in range(n_steps + 1):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        if step == n_steps or not np.isfinite(losses[-1]):
            break
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    return now, losses


# %% wrong="train" why="statement: 'The parameters that you were given stay as they are'; autograd is switched on for the given tensors and they keep a grad"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.requires_grad_() for one in parameters))
    losses = []
    for _ in range(n_steps):
        loss = forward(now, inputs, targets).loss
        losses.append(loss.item())
        loss.backward()
        now = Parameters(
            *((p.detach() - rate * p.grad).requires_grad_() for p in now)
        )
    losses.append(forward(now, inputs, targets).loss.item())
    return Parameters(*(one.detach().clone() for one in now)), losses


# %% wrong="train" why="docstring: 'the loss before each step'; rounded to eight decimals, so that small losses become 0 or lose their digits"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(round(seen.loss.item(), 8))
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(round(forward(now, inputs, targets).loss.item(), 8))
    return now, losses


# %% wrong="train" why="statement: 'gradient descent'; with momentum, only the first step is the same"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    speed = [torch.zeros_like(one) for one in now]
    losses = [forward(now, inputs, targets).loss.item()]
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        gradients = backward(now, inputs, targets, seen)
        speed = [0.5 * v + g for v, g in zip(speed, gradients)]
        now = Parameters(*(p - rate * v for p, v in zip(now, speed)))
        losses.append(forward(now, inputs, targets).loss.item())
    return now, losses


# %% wrong="train" why="statement: 'those that you return are new tensors'; a rate of 0 has a short cut that hands the given ones back"
def train(parameters, inputs, targets, rate, n_steps):
    if rate == 0:
        return parameters, [forward(parameters, inputs, targets).loss.item()] * (
            n_steps + 1
        )
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses


# %% right="loss_figure" why="the hint, a line for each run"
def loss_figure(runs):
    figure, axes = plt.subplots(layout="constrained")
    lines = []
    for name, losses in runs.items():
        lines += axes.plot(losses)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    legend = axes.legend(lines, list(runs))
    for text in legend.get_texts():
        text.set_parse_math(False)  # a dollar in a name stays a dollar
    return figure


# %% right="loss_figure" why="semilogy on a Figure without pyplot, markers, legend of the figure at the right"
def loss_figure(runs):
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.add_subplot()
    handles = []
    for number, losses in enumerate(runs.values()):
        (line,) = axes.semilogy(
            range(len(losses)), list(losses), color=f"C{number}", marker="."
        )
        handles.append(line)
    axes.set_xlabel("Step")
    axes.set_ylabel("Mean squared error")
    figure.legend(handles, list(runs.keys()), loc="outside right upper")
    return figure


# %% right="loss_figure" why="black lines of four styles, limits set by hand with room on all sides"
def loss_figure(runs):
    figure = plt.figure(figsize=(7, 4))
    axes = figure.add_axes((0.12, 0.15, 0.8, 0.75))
    axes.set_yscale("log")
    styles = ("-", "--", ":", "-.")
    drawn = [
        axes.plot(np.arange(len(y)), np.asarray(y, dtype=float), style, color="black")[0]
        for y, style in zip(runs.values(), styles)
    ]
    longest = max(len(y) for y in runs.values())
    low = min(min(y) for y in runs.values())
    high = max(max(y) for y in runs.values())
    axes.set_xlim(-0.5, longest - 0.5)
    axes.set_ylim(low / 2, high * 2)
    axes.set_xlabel("steps")
    axes.set_ylabel("loss")
    axes.legend(drawn, list(runs), title="run")
    return figure


# %% right="loss_figure" why="Line2D objects put into the axes, then autoscaled; colours of a colormap"
def loss_figure(runs):
    from matplotlib.lines import Line2D

    figure, axes = plt.subplots(1, 1, figsize=(6, 4))
    axes.set_yscale("log")
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.85, len(runs)))
    kept = []
    for colour, numbers in zip(colours, runs.values()):
        line = Line2D(list(range(len(numbers))), list(numbers), color=colour, lw=2)
        axes.add_line(line)
        kept.append(line)
    axes.relim()
    axes.autoscale_view()
    axes.set(xlabel="step of gradient descent", ylabel="loss (MSE)")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend(handles=kept, labels=list(runs), loc="best")
    return figure


# %% wrong="loss_figure" why="statement: 'Nothing is cut off'; the limits of x are those of the last run"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
        axes.set_xlim(0, len(losses) - 1)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'Nothing is cut off'; fixed limits of y hide losses above 10 and below 1e-10"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(range(len(losses)), losses, label=name)
    axes.set(yscale="log", ylim=(1e-10, 10), xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'a new one at each call'; the figure of a fixed number is cleared and used again"
def loss_figure(runs):
    figure, axes = plt.subplots(num="losses", clear=True)
    for name, losses in runs.items():
        axes.semilogy(losses, label=name)
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="docstring: 'the losses from step 0 on'; long runs are thinned out, and the last loss can be missing"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        every = max(1, len(losses) // 50)
        steps = np.arange(0, len(losses), every)
        axes.plot(steps, np.asarray(losses)[steps], label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'lines are told apart by colour or line style'; two colours in turn, the third line looks like the first"
def loss_figure(runs):
    figure, axes = plt.subplots()
    colours = ["tab:blue", "tab:orange"]
    for i, (name, losses) in enumerate(runs.items()):
        axes.plot(losses, color=colours[i % 2], linewidth=1 + i // 2, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'A legend has the names, as they are'; underscores become spaces"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name.replace("_", " ").strip())
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'Draw the losses'; the best loss so far, which hides every rise"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(np.minimum.accumulate(losses), label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'the usual one of x'; long runs get a logarithmic x as well (step 0 has no place there)"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    if max(map(len, runs.values())) > 100:
        axes.set_xscale("log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="statement: 'one to four trainings', 'one line for each'; runs whose losses end equal are taken for the same and drawn once"
def loss_figure(runs):
    figure, axes = plt.subplots()
    drawn = set()
    for name, losses in runs.items():
        if losses[-1] in drawn:
            continue
        drawn.add(losses[-1])
        axes.plot(losses, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
