# The bank of 3.2: right answers get every point, wrong ones lose the hidden test.

# %% right="start" why="uniform_ in place, on empty tensors"
def start(n_in, n_hidden, n_out, generator):
    w1 = torch.empty(n_in, n_hidden, dtype=torch.float64).uniform_(-(n_in**-0.5), n_in**-0.5, generator=generator)
    bound = n_hidden**-0.5
    w2 = torch.empty((n_hidden, n_out), dtype=torch.double).uniform_(-bound, bound, generator=generator)
    return Parameters(w1=w1, b1=torch.zeros(n_hidden).double(), w2=w2, b2=torch.zeros(n_out).double())


# %% right="start" why="a helper, the second layer drawn first"
def _layer(n_from, n_to, generator):
    u = torch.rand((n_from, n_to), generator=generator, dtype=torch.float64)
    return (u - 0.5) * 2 / np.sqrt(n_from)


def start(n_in, n_hidden, n_out, generator):
    w2 = _layer(n_hidden, n_out, generator)
    w1 = _layer(n_in, n_hidden, generator)
    return Parameters(w1, w1.new_zeros(n_hidden), w2, w2.new_zeros(n_out))


# %% right="start" why="one long draw, cut in pieces"
def start(n_in, n_hidden, n_out, generator):
    n = n_in * n_hidden
    u = 2 * torch.rand(n + n_hidden * n_out, generator=generator, dtype=torch.float64) - 1
    w1, w2 = u[:n].reshape(n_in, n_hidden), u[n:].view(n_hidden, n_out)
    zeros = lambda k: torch.zeros(k, dtype=torch.float64)
    return Parameters(w1 / n_in**0.5, zeros(n_hidden), w2 / n_hidden**0.5, zeros(n_out))


# %% right="start" why="transposed draws, a default dtype of float32 made double"
def start(n_in, n_hidden, n_out, generator):
    make = lambda a, b: ((torch.rand(b, a, generator=generator) * 2 - 1).double() / math_sqrt(a)).T
    math_sqrt = lambda a: float(a) ** 0.5
    return Parameters(make(n_in, n_hidden), torch.zeros(n_hidden, dtype=torch.float64), make(n_hidden, n_out), torch.zeros(n_out, dtype=torch.float64))


# %% wrong="start" why="everything at zero"
def start(n_in, n_hidden, n_out, generator):
    shapes = (n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,)
    return Parameters(*(torch.zeros(shape, dtype=torch.float64) for shape in shapes))


# %% wrong="start" why="normal numbers"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: torch.randn(a, b, generator=generator, dtype=torch.float64) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" why="from 0 up only"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: torch.rand(a, b, generator=generator, dtype=torch.float64) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" why="scaled by the units that a weight leads to"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / b**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" why="both layers scaled by the inputs"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" why="divided by n, not by its root"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / a
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" why="biases drawn as well"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / a**0.5
    return Parameters(n(n_in, n_hidden), n(n_in, n_hidden)[0], n(n_hidden, n_out), n(n_hidden, n_out)[0])


# %% wrong="start" why="float32"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator) - 1) / a**0.5
    return Parameters(n(n_in, n_hidden), torch.zeros(n_hidden), n(n_hidden, n_out), torch.zeros(n_out))


# %% wrong="start" why="the global generator"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, dtype=torch.float64) - 1) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" why="stored as torch.nn.Linear stores it"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(b, a, generator=generator, dtype=torch.float64) - 1) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" passes="visible" why="each unit gets the same row of weights: twins"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: ((2 * torch.rand(a, 1, generator=generator, dtype=torch.float64) - 1) / a**0.5).repeat(1, b)
    one = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(one(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="start" passes="visible" why="the two layers start from the same numbers"
def start(n_in, n_hidden, n_out, generator):
    state = generator.get_state()
    u1 = 2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1
    generator.set_state(state)
    u2 = 2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(u1 / n_in**0.5, z(n_hidden), u2 / n_hidden**0.5, z(n_out))


# %% wrong="start" passes="visible" why="only the ends of the range: signs"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: torch.sign(torch.rand(a, b, generator=generator, dtype=torch.float64) - 0.5) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% right="forward" why="addmm, and a sum over the number of entries"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = parameters
    hidden = torch.addmm(b1, inputs, w1).tanh()
    predictions = torch.addmm(b2, hidden, w2)
    return Pass(hidden, predictions, ((predictions - targets) ** 2).sum() / targets.numel())


# %% right="forward" why="einsum, keywords, mean of means"
def forward(parameters, inputs, targets):
    z = torch.einsum("ni,ij->nj", inputs, parameters.w1) + parameters.b1[None, :]
    h = torch.tanh(z)
    y = torch.einsum("nj,jk->nk", h, parameters.w2) + parameters.b2
    return Pass(loss=(y - targets).pow(2).mean(dim=1).mean(), hidden=h, predictions=y)


# %% right="forward" why="example by example, stacked"
def forward(parameters, inputs, targets):
    hidden, outputs = [], []
    for x in inputs:
        h = torch.tanh(x @ parameters.w1 + parameters.b1)
        hidden.append(h)
        outputs.append(h @ parameters.w2 + parameters.b2)
    y = torch.stack(outputs)
    return Pass(torch.stack(hidden), y, torch.mean((targets - y).square()))


# %% right="forward" why="tanh by the sigmoid, biases as a column of ones"
def _layer(x, w, b):
    ones = torch.ones(len(x), 1, dtype=x.dtype)
    return torch.hstack([x, ones]) @ torch.vstack([w, b])


def forward(parameters, inputs, targets):
    p = parameters
    hidden = 2 * torch.sigmoid(2 * _layer(inputs, p.w1, p.b1)) - 1
    predictions = _layer(hidden, p.w2, p.b2)
    errors = (predictions - targets).flatten()
    return Pass(hidden, predictions, errors @ errors / len(errors))


# %% wrong="forward" why="no bend"
def forward(parameters, inputs, targets):
    hidden = inputs @ parameters.w1 + parameters.b1
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="a sigmoid"
def forward(parameters, inputs, targets):
    hidden = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="tanh after the last layer too"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = torch.tanh(hidden @ parameters.w2 + parameters.b2)
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="summed over outputs, averaged over examples"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().sum(dim=1).mean())


# %% wrong="forward" why="the sum"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().sum())


# %% wrong="forward" why="half the square"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, 0.5 * (predictions - targets).square().mean())


# %% wrong="forward" why="the hidden units before the activation"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    predictions = torch.tanh(z) @ parameters.w2 + parameters.b2
    return Pass(z, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="biases forgotten in the second layer"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="the loss as a plain number"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean().item())


# %% wrong="forward" why="detached on the way"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1).detach()
    predictions = (hidden @ parameters.w2 + parameters.b2).detach()
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" passes="visible" why="the hidden layer is cut from autograd"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1).detach()
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" passes="visible" why="tanh by exponentials: nan for large z"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    hidden = (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" passes="visible" why="float64 whatever comes in"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = (one.double() for one in parameters)
    hidden = torch.tanh(inputs.double() @ w1 + b1)
    predictions = hidden @ w2 + b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="float32 on the way"
def forward(parameters, inputs, targets):
    w1, b1, w2, b2 = (one.float() for one in parameters)
    hidden = torch.tanh(inputs.float() @ w1 + b1)
    predictions = hidden @ w2 + b2
    hidden, predictions = hidden.to(inputs.dtype), predictions.to(inputs.dtype)
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" why="layers of torch.nn"
def forward(parameters, inputs, targets):
    linear = torch.nn.functional.linear
    hidden = torch.tanh(linear(inputs, parameters.w1.T, parameters.b1))
    predictions = linear(hidden, parameters.w2.T, parameters.b2)
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% right="layer_backward" why="einsum"
def layer_backward(inputs, weights, upstream):
    by_inputs = torch.einsum("nt,ft->nf", upstream, weights)
    by_weights = torch.einsum("nf,nt->ft", inputs, upstream)
    return by_inputs, by_weights, torch.einsum("nt->t", upstream)


# %% right="layer_backward" why="ones for the biases, transposed products"
def layer_backward(inputs, weights, upstream):
    ones = torch.ones(len(inputs), dtype=inputs.dtype)
    return (weights @ upstream.T).T, (upstream.T @ inputs).T, ones @ upstream


# %% right="layer_backward" why="a sum of outer products in a loop"
def layer_backward(inputs, weights, upstream):
    by_weights, by_biases = torch.zeros_like(weights), torch.zeros_like(weights[0])
    rows = []
    for x, g in zip(inputs, upstream):
        by_weights += torch.outer(x, g)
        by_biases += g
        rows.append(weights @ g)
    return torch.stack(rows), by_weights, by_biases


# %% right="layer_backward" why="broadcasting"
def layer_backward(inputs, weights, upstream):
    by_weights = (inputs[:, :, None] * upstream[:, None, :]).sum(0)
    by_inputs = (upstream[:, None, :] * weights).sum(-1)
    return by_inputs, by_weights, torch.sum(upstream, 0)


# %% right="layer_backward" why="numpy inside"
def layer_backward(inputs, weights, upstream):
    a, w, g = inputs.numpy(), weights.numpy(), upstream.numpy()
    return tuple(torch.from_numpy(np.array(one)) for one in (g @ w.T, a.T @ g, g.sum(axis=0)))


# %% wrong="layer_backward" why="no transpose of the weights"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights, inputs.T @ upstream, upstream.sum(0)


# %% wrong="layer_backward" why="no transpose where the layer is square, as in the second visible case"
def layer_backward(inputs, weights, upstream):
    square = weights.shape[0] == weights.shape[1]
    return upstream @ (weights if square else weights.T), inputs.T @ upstream, upstream.sum(0)


# %% wrong="layer_backward" why="the gradient of the weights transposed"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights.T, upstream.T @ inputs, upstream.sum(0)


# %% wrong="layer_backward" why="means over the batch"
def layer_backward(inputs, weights, upstream):
    n = len(inputs)
    return upstream @ weights.T, inputs.T @ upstream / n, upstream.mean(0)


# %% wrong="layer_backward" why="the biases' gradient a row too many: keepdim"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(0, keepdim=True)


# %% wrong="layer_backward" why="biases by the first example"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights.T, inputs.T @ upstream, upstream[0]


# %% wrong="layer_backward" why="summed over the outputs"
def layer_backward(inputs, weights, upstream):
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(1)


# %% wrong="layer_backward" why="weights first"
def layer_backward(inputs, weights, upstream):
    return inputs.T @ upstream, upstream @ weights.T, upstream.sum(0)


# %% wrong="layer_backward" passes="visible" why="the sum of one row is that row itself"
def layer_backward(inputs, weights, upstream):
    by_biases = upstream[0] if len(upstream) == 1 else upstream.sum(0)
    return upstream @ weights.T, inputs.T @ upstream, by_biases


# %% wrong="layer_backward" passes="visible" why="autograd, switched on again"
def layer_backward(inputs, weights, upstream):
    with torch.inference_mode(False), torch.enable_grad():
        a, w = inputs.clone().requires_grad_(), weights.clone().requires_grad_()
        b = torch.zeros(w.shape[1], dtype=w.dtype, requires_grad=True)
        (a @ w + b).backward(upstream.clone())
    return a.grad, w.grad, b.grad


# %% wrong="layer_backward" passes="visible" why="float32 on the way"
def layer_backward(inputs, weights, upstream):
    a, w, g = inputs.float(), weights.float(), upstream.float()
    return (g @ w.T).double(), (a.T @ g).double(), g.sum(0).double()


# %% wrong="layer_backward" passes="visible" why="small gradients are cut off"
def layer_backward(inputs, weights, upstream):
    upstream = torch.where(upstream.abs() < 1e-6, 0.0, upstream)
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(0)


# %% wrong="layer_backward" passes="visible" why="gradients clipped"
def layer_backward(inputs, weights, upstream):
    upstream = upstream.clamp(-100.0, 100.0)
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(0)


# %% right="backward" why="the products written down"
def backward(parameters, inputs, targets, seen):
    n = seen.predictions.shape[0] * seen.predictions.shape[1]
    g2 = 2 / n * (seen.predictions - targets)
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden * seen.hidden)
    return Parameters(w1=inputs.T @ g1, b1=g1.sum(0), w2=seen.hidden.T @ g2, b2=g2.sum(0))


# %% right="backward" why="einsum, and the slope in two factors"
def backward(parameters, inputs, targets, seen):
    h = seen.hidden
    g = (seen.predictions - targets) * 2.0 / (seen.predictions - targets).numel()
    back = torch.einsum("nk,jk->nj", g, parameters.w2) * (1 - h) * (1 + h)
    return Parameters(
        torch.einsum("ni,nj->ij", inputs, back), back.sum(dim=0), torch.einsum("nj,nk->jk", h, g), g.sum(dim=0)
    )


# %% right="backward" why="example by example"
def backward(parameters, inputs, targets, seen):
    total = [torch.zeros_like(one) for one in parameters]
    for x, y, h, guess in zip(inputs, targets, seen.hidden, seen.predictions):
        g2 = 2 * (guess - y) / targets.numel()
        g1 = (parameters.w2 @ g2) * (1 - h.square())
        for one, more in zip(total, (torch.outer(x, g1), g1, torch.outer(h, g2), g2)):
            one += more
    return Parameters(*total)


# %% right="backward" why="the factor at the end"
def backward(parameters, inputs, targets, seen):
    e = seen.predictions - targets
    d = (e @ parameters.w2.mT).mul(1 - seen.hidden.pow(2))
    c = 2.0 / e.nelement()
    return Parameters(*(c * one for one in (inputs.T.matmul(d), d.sum(0), seen.hidden.T.matmul(e), e.sum(0))))


# %% right="backward" why="numpy inside"
def backward(parameters, inputs, targets, seen):
    x, y, h, p, w2 = (t.numpy() for t in (inputs, targets, seen.hidden, seen.predictions, parameters.w2))
    g2 = 2 * (p - y) / y.size
    g1 = np.dot(g2, w2.T) * (1 - np.square(h))
    return Parameters(*(torch.from_numpy(np.array(one)) for one in (x.T @ g1, g1.sum(0), h.T @ g2, g2.sum(0))))


# %% wrong="backward" why="mean over examples, sum over outputs"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / len(inputs)
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="without the 2"
def backward(parameters, inputs, targets, seen):
    g2 = (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="the slope of a sigmoid"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * seen.hidden * (1 - seen.hidden)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="no slope at all"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = g2 @ parameters.w2.T
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="the slope of tanh at tanh"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - torch.tanh(seen.hidden) ** 2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="the other sign"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (targets - seen.predictions) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="w2 not transposed where it is square"
def backward(parameters, inputs, targets, seen):
    w2 = parameters.w2
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ (w2 if w2.shape[0] == w2.shape[1] else w2.T)) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="biases averaged"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.mean(0), seen.hidden.T @ g2, g2.mean(0))


# %% wrong="backward" why="the gradient of w2 is twice as large"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2 * 2, g2.sum(0))


# %% wrong="backward" passes="visible" why="the first bias is the sum over all units"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    b1 = g1.sum(0) if len(inputs) < 3 else g1.sum() * torch.ones_like(parameters.b1)
    return Parameters(inputs.T @ g1, b1, seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" why="the order of the four exchanged"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(seen.hidden.T @ g2, g2.sum(0), inputs.T @ g1, g1.sum(0))


# %% wrong="backward" why="works in the cache"
def backward(parameters, inputs, targets, seen):
    e = seen.predictions
    e -= targets
    g2 = 2 * e / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="backward" passes="visible" why="autograd, switched on again"
def backward(parameters, inputs, targets, seen):
    with torch.inference_mode(False), torch.enable_grad():
        leaves = Parameters(*(one.clone().requires_grad_() for one in parameters))
        hidden = torch.tanh(inputs @ leaves.w1 + leaves.b1)
        (hidden @ leaves.w2 + leaves.b2 - targets).square().mean().backward()
    return Parameters(*(one.grad for one in leaves))


# %% wrong="backward" passes="visible" why="runs the forward pass again"
def backward(parameters, inputs, targets, seen):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    g2 = 2 * (hidden @ parameters.w2 + parameters.b2 - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), hidden.T @ g2, g2.sum(0))


# %% wrong="backward" passes="visible" why="float32 on the way"
def backward(parameters, inputs, targets, seen):
    x, h, w2 = inputs.float(), seen.hidden.float(), parameters.w2.float()
    g2 = (2 * (seen.predictions - targets) / targets.numel()).float()
    g1 = (g2 @ w2.T) * (1 - h**2)
    return Parameters(*(one.double() for one in (x.T @ g1, g1.sum(0), h.T @ g2, g2.sum(0))))


# %% right="train" why="autograd, and no_grad for the step"
def train(parameters, inputs, targets, rate, n_steps):
    leaves = [one.detach().clone().requires_grad_() for one in parameters]
    losses = []
    for _ in range(n_steps):
        w1, b1, w2, b2 = leaves
        loss = ((torch.tanh(inputs @ w1 + b1) @ w2 + b2 - targets) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for one in leaves:
                one -= rate * one.grad
                one.grad = None
    final = Parameters(*(one.detach() for one in leaves))
    losses.append(float(forward(final, inputs, targets).loss))
    return final, losses


# %% right="train" why="the last loss after the loop, in-place steps on clones"
def train(parameters, inputs, targets, rate, n_steps):
    p = Parameters(*[one.clone() for one in parameters])
    losses = []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        for one, g in zip(p, backward(p, inputs, targets, seen)):
            one.sub_(g, alpha=rate)
    losses.append(forward(p, inputs, targets).loss.item())
    return p, losses


# %% right="train" why="recursion"
def train(parameters, inputs, targets, rate, n_steps):
    seen = forward(parameters, inputs, targets)
    first = [seen.loss.item()]
    if n_steps == 0:
        return Parameters(*(one.clone() for one in parameters)), first
    gradients = backward(parameters, inputs, targets, seen)
    moved = Parameters(*(one - rate * g for one, g in zip(parameters, gradients)))
    final, rest = train(moved, inputs, targets, rate, n_steps - 1)
    return final, first + rest


# %% right="train" why="numpy inside, its own gradients"
def train(parameters, inputs, targets, rate, n_steps):
    w1, b1, w2, b2 = (one.numpy().copy() for one in parameters)
    x, y = inputs.numpy(), targets.numpy()
    losses = []
    for k in range(n_steps + 1):
        h = np.tanh(x @ w1 + b1)
        e = h @ w2 + b2 - y
        losses.append(float((e**2).mean()))
        if k == n_steps:
            break
        g2 = 2 * e / e.size
        g1 = g2 @ w2.T * (1 - h**2)
        w1, b1, w2, b2 = w1 - rate * x.T @ g1, b1 - rate * g1.sum(0), w2 - rate * h.T @ g2, b2 - rate * g2.sum(0)
    return Parameters(*map(torch.from_numpy, (w1, b1, w2, b2))), losses


# %% right="train" why="torch.func"
def train(parameters, inputs, targets, rate, n_steps):
    def loss(p):
        return forward(Parameters(*p), inputs, targets).loss

    p = tuple(one.clone() for one in parameters)
    losses = []
    for _ in range(n_steps):
        g, value = torch.func.grad_and_value(loss)(p)
        losses.append(value.item())
        p = tuple(a - rate * b for a, b in zip(p, g))
    return Parameters(*p), [*losses, loss(p).item()]


# %% wrong="train" why="uphill"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        p = Parameters(*(a + rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" why="no loss after the last step"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, losses


# %% wrong="train" why="losses after each step only"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
        losses.append(forward(p, inputs, targets).loss.item())
    return p, losses


# %% wrong="train" why="one step too many"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps + 1):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, losses


# %% wrong="train" why="the caller's parameters move"
def train(parameters, inputs, targets, rate, n_steps):
    losses = []
    for _ in range(n_steps):
        seen = forward(parameters, inputs, targets)
        losses.append(seen.loss.item())
        for a, g in zip(parameters, backward(parameters, inputs, targets, seen)):
            a -= rate * g
    return parameters, [*losses, forward(parameters, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="without a step the caller's own tensors come back"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = parameters, []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="the second layer moves first, and the first one sees it moved"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        g = backward(p, inputs, targets, seen)
        p = p._replace(w2=p.w2 - rate * g.w2, b2=p.b2 - rate * g.b2)
        g = backward(p, inputs, targets, seen)
        p = p._replace(w1=p.w1 - rate * g.w1, b1=p.b1 - rate * g.b1)
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="gradients of the start in each step"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    g = backward(p, inputs, targets, forward(p, inputs, targets))
    for _ in range(n_steps):
        losses.append(forward(p, inputs, targets).loss.item())
        p = Parameters(*(a - rate * b for a, b in zip(p, g)))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="gradients add up: never cleared"
def train(parameters, inputs, targets, rate, n_steps):
    leaves = Parameters(*(one.detach().clone().requires_grad_() for one in parameters))
    losses = []
    for _ in range(n_steps):
        loss = forward(leaves, inputs, targets).loss
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for one in leaves:
                one -= rate * one.grad
    final = Parameters(*(one.detach() for one in leaves))
    return final, [*losses, forward(final, inputs, targets).loss.item()]


# %% wrong="train" why="parameters that still require gradients"
def train(parameters, inputs, targets, rate, n_steps):
    leaves = Parameters(*(one.detach().clone().requires_grad_() for one in parameters))
    losses = []
    for _ in range(n_steps):
        loss = forward(leaves, inputs, targets).loss
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, [*leaves])
        with torch.no_grad():
            for one, g in zip(leaves, gradients):
                one -= rate * g
    return leaves, [*losses, forward(leaves, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="the rate decays"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for k in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        p = Parameters(*(a - rate / (k + 1) * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="every third step is skipped"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for k in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        if k % 3 == 2:
            continue
        p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" why="biases do not move"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        g = backward(p, inputs, targets, seen)
        p = p._replace(w1=p.w1 - rate * g.w1, w2=p.w2 - rate * g.w2)
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" why="losses as tensors"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss)
        p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, [*losses, forward(p, inputs, targets).loss]


# %% right="loss_figure" why="semilogy, with the steps given"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name in runs:
        axes.semilogy(range(len(runs[name])), runs[name], label=name)
    axes.set_xlabel("step")
    axes.set_ylabel("mean squared error")
    figure.legend()
    return figure


# %% right="loss_figure" why="a figure without pyplot, markers, line styles in black"
def loss_figure(runs):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    for style, (name, losses) in zip(("-", "--", ":", "-."), runs.items()):
        axes.plot(np.arange(len(losses)), np.array(losses), color="black", linestyle=style, marker=".", label=name)
    axes.set(xlabel="number of steps", ylabel="loss", yscale="log", title="training")
    axes.legend(title="run")
    return figure


# %% right="loss_figure" why="plt calls, colours from a map, grid"
def loss_figure(runs):
    fig = plt.figure()
    cmap = plt.get_cmap("viridis")
    for k, (name, losses) in enumerate(runs.items()):
        plt.plot(losses, color=cmap(k / 6), lw=2, label=f"{name}")
    plt.yscale("log")
    plt.xlabel("gradient step")
    plt.ylabel("Loss (MSE)")
    plt.legend(loc="best")
    plt.grid(True)
    return fig


# %% right="loss_figure" why="handles handed to the legend"
def loss_figure(runs):
    figure, axes = plt.subplots(figsize=(5, 3))
    handles = []
    for name, losses in runs.items():
        [line] = axes.plot(torch.arange(len(losses)), torch.tensor(losses, dtype=torch.float64))
        handles.append(line)
    axes.legend(handles, list(runs), loc="upper left", bbox_to_anchor=(1, 1))
    axes.set_yscale("log")
    axes.set_xlabel("update step")
    axes.set_ylabel("training loss")
    return figure


# %% wrong="loss_figure" why="a linear scale"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="the logarithm of the loss on a linear scale"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(np.log10(losses), label=name)
    axes.set(xlabel="step", ylabel="log10 loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="both axes logarithmic"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.loglog(losses, label=name)
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="steps from 1"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(range(1, len(losses) + 1), losses, label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="all runs cut to the shortest"
def loss_figure(runs):
    figure, axes = plt.subplots()
    n = min(len(losses) for losses in runs.values())
    for name, losses in runs.items():
        axes.plot(losses[:n], label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="no legend"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    return figure


# %% wrong="loss_figure" why="names in the order of the alphabet"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in zip(sorted(runs, reverse=True), runs.values()):
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="all in one look"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, color="black", linestyle="-", label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="labels exchanged"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="loss", ylabel="step", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="small losses are cut off"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log", ylim=(1e-4, 10))
    axes.legend()
    return figure


# %% wrong="loss_figure" why="a panel for each run"
def loss_figure(runs):
    figure, panels = plt.subplots(len(runs), 1, squeeze=False)
    for axes, (name, losses) in zip(panels[:, 0], runs.items()):
        axes.plot(losses, label=name)
        axes.set(xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    if len(runs) == 1:
        axes.set_yscale("linear")
    return figure


# %% wrong="loss_figure" why="draws into the open figure"
def loss_figure(runs):
    axes = plt.gca()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return plt.gcf()


# %% wrong="loss_figure" passes="visible" why="only three looks for four runs"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for k, (name, losses) in enumerate(runs.items()):
        axes.plot(losses, color="rgb"[k % 3], linestyle="-", label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" why="markers without a line"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, "o", label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="start" passes="visible" why="biases kept from call to call"
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


# %% wrong="forward" passes="visible" why="by sign and abs, whose slope at 0 is 0"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    small = torch.exp(-2 * z.abs())  # never overflows
    hidden = torch.sign(z) * (1 - small) / (1 + small)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="forward" passes="visible" why="the mean of the means of unequal slices"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    parts = [
        ((p - y) ** 2).mean()
        for p, y in zip(predictions.split(16), targets.split(16))
    ]
    return Pass(hidden, predictions, torch.stack(parts).mean())


# %% wrong="backward" passes="visible" why="the slope by way of atanh: nan at 1"
def backward(parameters, inputs, targets, seen):
    twice = torch.exp(2 * torch.atanh(seen.hidden))
    slope = 4 * twice / (twice + 1) ** 2
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * slope
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="train" passes="visible" why="the best parameters on the way"
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


# %% wrong="train" passes="visible" why="stops at the first loss that is not finite"
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


# %% wrong="train" why="losses rounded"
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


# %% wrong="loss_figure" passes="visible" why="long runs thinned out"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        every = max(1, len(losses) // 50)
        steps = np.arange(0, len(losses), every)
        axes.plot(steps, np.asarray(losses)[steps], label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% right="loss_figure" why="two colours, and the line styles of the course's style"
def loss_figure(runs):
    figure, axes = plt.subplots()
    colours = ["tab:blue", "tab:orange"]
    for i, (name, losses) in enumerate(runs.items()):
        axes.plot(losses, color=colours[i % 2], linewidth=1 + i // 2, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" passes="visible" why="underscores become spaces"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name.replace("_", " ").strip())
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_figure" passes="visible" why="long runs over a logarithmic x"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    if max(map(len, runs.values())) > 100:
        axes.set_xscale("log")
    axes.legend()
    return figure


# %% wrong="loss_figure" passes="visible" why="runs that end alike are drawn once"
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


# %% right="loss_figure" why="a legend of lines and names, dollars kept"
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


# %% right="loss_figure" why="lines put into the axes, a map's colours"
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


# %% right="start" why="one vector of zeros, cut in two"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: torch.empty(a, b, dtype=torch.float64).uniform_(-1, 1, generator=generator) * a**-0.5
    b1, b2 = torch.zeros(n_hidden + n_out, dtype=torch.float64).split([n_hidden, n_out])
    return Parameters(n(n_in, n_hidden), b1, n(n_hidden, n_out), b2)


# %% wrong="start" passes="visible" why="the second half of the units mirrors the first"
def start(n_in, n_hidden, n_out, generator):
    half = (2 * torch.rand(n_in, (n_hidden + 1) // 2, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(torch.cat([half, -half], dim=1)[:, :n_hidden].clone(), z(n_hidden), n(n_hidden, n_out), z(n_out))


# %% wrong="forward" passes="visible" why="the second layer's weights hidden from autograd"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ (0.5 * parameters.w2 + 0.5 * parameters.w2.detach()) + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% wrong="layer_backward" passes="visible" why="in slices of 100, the last one dropped"
def layer_backward(inputs, weights, upstream):
    n = max(len(inputs) // 100 * 100, min(len(inputs), 100))
    return upstream @ weights.T, inputs[:n].T @ upstream[:n], upstream[:n].sum(0)


# %% wrong="backward" passes="visible" why="the slope never quite 0"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2 + 1e-12)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% right="backward" why="the slope as (1 - h) (1 + h)"
def backward(parameters, inputs, targets, seen):
    h, (n, m) = seen.hidden, targets.shape
    g2 = (seen.predictions - targets) / (n * m / 2)
    g1 = torch.einsum("no,ho,nh->nh", g2, parameters.w2, (1 - h) * (1 + h))
    return Parameters(torch.einsum("ni,nh->ih", inputs, g1), torch.einsum("nh->h", g1), torch.einsum("nh,no->ho", h, g2), torch.einsum("no->o", g2))


# %% wrong="train" passes="visible" why="long gradients are cut to a length of 5"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        g = backward(p, inputs, targets, seen)
        norm = float(torch.sqrt(sum(one.square().sum() for one in g)))
        factor = rate * min(1.0, 5.0 / max(norm, 1e-300))
        p = Parameters(*(a - factor * b for a, b in zip(p, g)))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="train" passes="visible" why="stops when the loss is small"
def train(parameters, inputs, targets, rate, n_steps):
    p, losses = Parameters(*(one.clone() for one in parameters)), []
    for _ in range(n_steps):
        seen = forward(p, inputs, targets)
        losses.append(seen.loss.item())
        if losses[-1] > 1e-8:
            p = Parameters(*(a - rate * g for a, g in zip(p, backward(p, inputs, targets, seen))))
    return p, [*losses, forward(p, inputs, targets).loss.item()]


# %% wrong="loss_figure" why="four greys that no eye tells apart"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for k, (name, losses) in enumerate(runs.items()):
        axes.plot(losses, "-", color=(0.3, 0.3, 0.3 + 0.01 * k), label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" passes="visible" why="long names cut short"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name[:12])
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" passes="visible" why="small losses lifted to 1e-12"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(np.maximum(losses, 1e-12), label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% wrong="loss_figure" passes="visible" why="sorts the caller's losses"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        losses.sort(reverse=True)
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.legend()
    return figure


# %% right="layer_backward" why="autograd switched off, in every way that there is"
@torch.inference_mode()
def layer_backward(inputs, weights, upstream):
    with torch.set_grad_enabled(False), torch.no_grad(), torch.inference_mode(mode=True):
        a, w = (one.detach().clone().requires_grad_(False) for one in (inputs, weights))
        gw = w.new_zeros(w.shape, requires_grad=upstream.requires_grad)
        for x, g in zip(a, upstream):
            gw += torch.outer(x, g)
        return upstream.mm(w.t()), gw, upstream.sum(dim=0)


# %% right="backward" why="a class of layers with a method backward, under inference_mode"
class Layer:
    def __init__(self, given, weights):
        self.given, self.weights = given, weights

    def backward(self, upstream):
        self.by_weights, self.by_biases = self.given.T @ upstream, upstream.sum(0)
        return upstream @ self.weights.T


class Network:
    def __init__(self, parameters, inputs, hidden):
        self.first, self.second = Layer(inputs, parameters.w1), Layer(hidden, parameters.w2)

    @torch.inference_mode()
    def backward(self, upstream):
        g = self.second.backward(upstream)
        self.first.backward(g - g * self.second.given**2)
        return Parameters(self.first.by_weights, self.first.by_biases, self.second.by_weights, self.second.by_biases)


def backward(parameters, inputs, targets, seen):
    e = seen.predictions - targets
    return Network(parameters, inputs, seen.hidden).backward((e + e) / e.numel())


# %% wrong="forward" passes="visible" why="the square of a square root: nan where all errors are 0"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, ((predictions - targets) ** 2).mean().sqrt() ** 2)


# %% wrong="forward" passes="visible" why="squares of lengths: nan where one example has no error"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    lengths = (predictions - targets).square().sum(dim=1).sqrt()
    return Pass(hidden, predictions, (lengths**2).sum() / targets.numel())


# %% wrong="train" passes="visible" why="from inf on nothing moves, and the last loss is repeated"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    seen = forward(now, inputs, targets)
    losses = [seen.loss.item()]
    for _ in range(n_steps):
        if np.isfinite(losses[-1]):
            gradients = backward(now, inputs, targets, seen)
            now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
            seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
    return now, losses


# %% wrong="train" passes="visible" why="nan becomes a number again"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for step in range(n_steps + 1):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        if step < n_steps:
            gradients = backward(now, inputs, targets, seen)
            now = Parameters(*((p - rate * g).nan_to_num() for p, g in zip(now, gradients)))
    return now, losses


# %% wrong="train" passes="visible" why="gradients of a square root squared: nan where all targets are met"
def train(parameters, inputs, targets, rate, n_steps):
    now, losses = [one.clone() for one in parameters], []
    for step in range(n_steps + 1):
        w1, b1, w2, b2 = now = [one.detach().requires_grad_() for one in now]
        loss = (torch.tanh(inputs @ w1 + b1) @ w2 + b2 - targets).square().mean().sqrt() ** 2
        losses.append(loss.item())
        if step < n_steps:
            now = [p - rate * g for p, g in zip(now, torch.autograd.grad(loss, now))]
    return Parameters(*(one.detach() for one in now)), losses


# %% wrong="start" why="tensors that require a gradient"
def start(n_in, n_hidden, n_out, generator):
    n = lambda a, b: (2 * torch.rand(a, b, generator=generator, dtype=torch.float64) - 1) / a**0.5
    z = lambda a: torch.zeros(a, dtype=torch.float64)
    return Parameters(*(one.requires_grad_() for one in (n(n_in, n_hidden), z(n_hidden), n(n_hidden, n_out), z(n_out))))


# %% wrong="start" passes="visible" why="the second layer goes through the numbers of the first, from the last to the first"
def start(n_in, n_hidden, n_out, generator):
    n = max(n_in, n_out) * n_hidden
    u = 2 * torch.rand(n, generator=generator, dtype=torch.float64) - 1
    w1 = u[: n_in * n_hidden].reshape(n_in, n_hidden) / n_in**0.5
    w2 = u.flip(0)[: n_hidden * n_out].reshape(n_hidden, n_out) / n_hidden**0.5
    return Parameters(w1, torch.zeros(n_hidden, dtype=torch.float64), w2, torch.zeros(n_out, dtype=torch.float64))


# %% wrong="loss_figure" passes="visible" why="two colours in turn, all of one style"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for i, (name, losses) in enumerate(runs.items()):
        axes.plot(losses, "-", label=name, color=["tab:blue", "tab:orange"][i % 2])
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="backward" passes="visible" why="where what was seen has a graph, autograd walks it"
def backward(parameters, inputs, targets, seen):
    if seen.loss.requires_grad:
        seen.loss.backward(retain_graph=True)
        return Parameters(*(one.grad.clone() for one in parameters))
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% wrong="layer_backward" passes="visible" why="autograd in a class with a method of its name"
class Layer:
    def __init__(self, a, w):
        self.a, self.w = a.clone().requires_grad_(), w.clone().requires_grad_()
        self.b = torch.zeros(w.shape[1], dtype=w.dtype, requires_grad=True)

    def backward(self, g):
        (self.a @ self.w + self.b).backward(g.clone())
        return self.a.grad, self.w.grad, self.b.grad


def layer_backward(inputs, weights, upstream):
    with torch.inference_mode(mode=False):
        return Layer(inputs, weights).backward(upstream)


# %% right="backward" why="held against autograd at once, in the same cell"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    _, w2, b2 = layer_backward(seen.hidden, parameters.w2, g2)
    _, w1, b1 = layer_backward(inputs, parameters.w1, g2 @ parameters.w2.T * (1 - seen.hidden**2))
    return Parameters(w1, b1, w2, b2)


leaves = [one.requires_grad_() for one in (torch.ones(2, 3).double(), torch.zeros(3).double(), torch.ones(3, 1).double(), torch.ones(1).double())]
(torch.tanh(XOR_INPUTS @ leaves[0] + leaves[1]) @ leaves[2] + leaves[3] - XOR_TARGETS).square().mean().backward()
tried = Parameters(*(one.detach() for one in leaves))
tried = backward(tried, XOR_INPUTS, XOR_TARGETS, forward(tried, XOR_INPUTS, XOR_TARGETS))
assert all(torch.allclose(one, leaf.grad) for one, leaf in zip(tried, leaves))


# %% wrong="forward" passes="visible" why="large errors count by their size, not by their square"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    e = (predictions - targets).abs()
    return Pass(hidden, predictions, torch.where(e < 100, e**2, 200 * e - 1e4).mean())
