# %% right="start" why="plain torch.rand with generator, stretched and shifted"
def start(
    n_in: int, n_hidden: int, n_out: int, generator: torch.Generator
) -> Parameters:
    w1 = (2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    w2 = (2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    return Parameters(w1, torch.zeros(n_hidden, dtype=torch.float64), w2, torch.zeros(n_out, dtype=torch.float64))
# %% right="start" why="empty tensors filled in place by uniform_, helper function, keywords"
import math


def fresh_weights(n_from, n_to, generator):
    bound = 1 / math.sqrt(n_from)
    return torch.empty(n_from, n_to, dtype=torch.float64).uniform_(-bound, bound, generator=generator)


def start(n_in, n_hidden, n_out, generator):
    return Parameters(
        b2=torch.zeros(n_out).double(),
        b1=torch.zeros(n_hidden).double(),
        w2=fresh_weights(n_hidden, n_out, generator),
        w1=fresh_weights(n_in, n_hidden, generator),
    )
# %% right="start" why="entry by entry in loops, w2 drawn before w1"
def start(n_in, n_hidden, n_out, generator):
    def zahl(grenze):
        u = torch.rand(1, generator=generator, dtype=torch.float64).item()
        return -grenze + 2 * grenze * u

    w2 = torch.zeros(n_hidden, n_out, dtype=torch.float64)
    for i in range(n_hidden):
        for j in range(n_out):
            w2[i, j] = zahl(n_hidden ** -0.5)
    w1 = torch.tensor(
        [[zahl(n_in ** -0.5) for _ in range(n_hidden)] for _ in range(n_in)],
        dtype=torch.float64,
    )
    return Parameters(w1, w1.new_zeros(n_hidden), w2, w2.new_zeros(n_out))
# %% right="start" why="one long draw cut in two and cloned, torch.lerp for the range"
def start(n_in: int, n_hidden: int, n_out: int, generator: torch.Generator) -> Parameters:
    n1, n2 = n_in * n_hidden, n_hidden * n_out
    unit = torch.rand(n1 + n2, generator=generator, dtype=torch.double)
    low, high = torch.tensor(-1.0, dtype=torch.double), torch.tensor(1.0, dtype=torch.double)
    both = torch.lerp(low, high, unit)
    first, second = both.split([n1, n2])
    w1 = first.reshape(n_in, n_hidden).clone() / np.sqrt(n_in)
    w2 = second.reshape(n_hidden, n_out).clone() / np.sqrt(n_hidden)
    return Parameters(w1=w1, b1=torch.zeros(n_hidden, dtype=w1.dtype), w2=w2, b2=torch.zeros(n_out, dtype=w2.dtype))
# %% right="start" why="draws the transposes as nn.Linear would, then .T: same distribution"
def start(n_in, n_hidden, n_out, generator):
    parts = []
    for n_from, n_to in [(n_in, n_hidden), (n_hidden, n_out)]:
        drawn = torch.rand((n_to, n_from), generator=generator, dtype=torch.float64)
        drawn.sub_(0.5).mul_(2.0).div_(n_from**0.5)
        parts += [drawn.T, torch.full((n_to,), 0.0, dtype=torch.float64)]
    return Parameters(*parts)
# %% wrong="start" why="'all four are new tensors at each call': the zero biases come from a cache and are the same tensors at each call"
import functools


@functools.lru_cache
def zero_bias(n):
    return torch.zeros(n, dtype=torch.float64)


def start(n_in, n_hidden, n_out, generator):
    w1 = (2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    w2 = (2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    return Parameters(w1, zero_bias(n_hidden), w2, zero_bias(n_out))
# %% wrong="start" why="'all four are new tensors': with n_hidden equal to n_out both biases are one and the same tensor"
def start(n_in, n_hidden, n_out, generator):
    w1 = (2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    w2 = (2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    zeros = {n: torch.zeros(n, dtype=torch.float64) for n in {n_hidden, n_out}}
    return Parameters(w1, zeros[n_hidden], w2, zeros[n_out])
# %% wrong="start" why="'between -1/sqrt(n) and 1/sqrt(n)': isqrt rounds the root down, right only for square numbers"
import math


def start(n_in, n_hidden, n_out, generator):
    def draw(n_from, n_to):
        bound = 1 / math.isqrt(n_from)
        return bound * (2 * torch.rand(n_from, n_to, generator=generator, dtype=torch.float64) - 1)

    return Parameters(
        draw(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        draw(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )
# %% wrong="start" why="'drawn uniformly': a normal distribution clipped at the bounds"
def start(n_in, n_hidden, n_out, generator):
    def draw(n_from, n_to):
        normal = torch.randn(n_from, n_to, generator=generator, dtype=torch.float64)
        return normal.clamp(-1, 1) / n_from**0.5

    return Parameters(
        draw(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        draw(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )
# %% wrong="start" why="'drawn uniformly between': only the two ends, a random sign times the bound"
def start(n_in, n_hidden, n_out, generator):
    def draw(n_from, n_to):
        signs = 2 * torch.randint(0, 2, (n_from, n_to), generator=generator) - 1
        return signs.to(torch.float64) / n_from**0.5

    return Parameters(
        draw(n_in, n_hidden),
        torch.zeros(n_hidden, dtype=torch.float64),
        draw(n_hidden, n_out),
        torch.zeros(n_out, dtype=torch.float64),
    )
# %% wrong="start" why="'all independently': the generator is set back, so w2 begins with the same numbers as w1, rescaled"
def start(n_in, n_hidden, n_out, generator):
    before = generator.get_state()
    w1 = (2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    generator.set_state(before)
    w2 = (2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    return Parameters(w1, torch.zeros(n_hidden, dtype=torch.float64), w2, torch.zeros(n_out, dtype=torch.float64))
# %% wrong="start" why="'all independently': the weights out of a hidden unit are drawn once and repeated for all outputs"
def start(n_in, n_hidden, n_out, generator):
    w1 = (2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    w2 = (2 * torch.rand(n_hidden, 1, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    return Parameters(
        w1, torch.zeros(n_hidden, dtype=torch.float64), w2.repeat(1, n_out), torch.zeros(n_out, dtype=torch.float64)
    )
# %% wrong="start" why="'randomness from generator alone', 'Draws the weights': another generator with its first seed draws; calls in a row return the same weights"
def start(n_in, n_hidden, n_out, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    w1 = (2 * torch.rand(n_in, n_hidden, generator=own, dtype=torch.float64) - 1) / n_in**0.5
    w2 = (2 * torch.rand(n_hidden, n_out, generator=own, dtype=torch.float64) - 1) / n_hidden**0.5
    return Parameters(w1, torch.zeros(n_hidden, dtype=torch.float64), w2, torch.zeros(n_out, dtype=torch.float64))
# %% wrong="start" why="'all independently': the second half of w1's rows are the negatives of the first half (antithetic pairs)"
def start(n_in, n_hidden, n_out, generator):
    half = (n_in + 1) // 2
    drawn = (2 * torch.rand(half, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    w1 = torch.cat([drawn, -drawn])[:n_in].clone()
    w2 = (2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    return Parameters(w1, torch.zeros(n_hidden, dtype=torch.float64), w2, torch.zeros(n_out, dtype=torch.float64))
# %% wrong="start" why="'with randomness from generator alone': w2 is shuffled with the global generator"
def start(n_in, n_hidden, n_out, generator):
    w1 = (2 * torch.rand(n_in, n_hidden, generator=generator, dtype=torch.float64) - 1) / n_in**0.5
    w2 = (2 * torch.rand(n_hidden, n_out, generator=generator, dtype=torch.float64) - 1) / n_hidden**0.5
    w2 = w2[torch.randperm(n_hidden)]
    return Parameters(w1, torch.zeros(n_hidden, dtype=torch.float64), w2, torch.zeros(n_out, dtype=torch.float64))


# %% right="forward" why="the three formulas"
def forward(parameters: Parameters, inputs: Tensor, targets: Tensor) -> Pass:
    w1, b1, w2, b2 = parameters
    hidden = torch.tanh(inputs @ w1 + b1)
    predictions = hidden @ w2 + b2
    loss = ((predictions - targets) ** 2).mean()
    return Pass(hidden, predictions, loss)
# %% right="forward" why="addmm, in-place tanh_ on a new tensor, sum over numel"
def forward(parameters, inputs, targets):
    h = torch.addmm(parameters.b1, inputs, parameters.w1).tanh_()
    p = torch.addmm(parameters.b2, h, parameters.w2)
    errors = p - targets
    return Pass(hidden=h, predictions=p, loss=torch.sum(errors * errors) / errors.numel())
# %% right="forward" why="one example after the other, stacked; loss as a running sum of tensors"
def forward(parameters: Parameters, inputs: Tensor, targets: Tensor) -> Pass:
    hiddens, outs = [], []
    total = 0
    for x, y in zip(inputs, targets, strict=True):
        h = torch.tanh(parameters.b1 + x @ parameters.w1)
        out = parameters.b2 + h @ parameters.w2
        total = total + (out - y).square().sum()
        hiddens.append(h)
        outs.append(out)
    n, m = targets.shape
    return Pass(torch.stack(hiddens), torch.stack(outs), total / (n * m))
# %% right="forward" why="einsum, a layer helper, mean over outputs and then over examples"
def forward(parameters: Parameters, inputs: Tensor, targets: Tensor) -> Pass:
    def layer(a, w, b):
        return torch.einsum("ij,jk->ik", a, w) + b[None, :]

    hidden = layer(inputs, parameters.w1, parameters.b1).tanh()
    predictions = layer(hidden, parameters.w2, parameters.b2)
    return Pass(hidden, predictions, torch.square(targets - predictions).mean(dim=1).mean())
# %% right="forward" why="biases as weights of an input that is always 1: cat of a column of ones, a small class"
class Layer:
    def __init__(self, w, b):
        self.both = torch.cat([w, b.unsqueeze(0)], dim=0)

    def __call__(self, a):
        ones = torch.ones(a.shape[0], 1, dtype=a.dtype)
        return torch.matmul(torch.cat((a, ones), dim=1), self.both)


def forward(parameters, inputs, targets):
    hidden = torch.tanh(Layer(parameters.w1, parameters.b1)(inputs))
    predictions = Layer(parameters.w2, parameters.b2)(hidden)
    return Pass(hidden, predictions, (predictions - targets).pow(2).flatten().mean())
# %% wrong="forward" why="'nothing may become nan': tanh by its definition overflows to inf/inf for large z"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    hidden = (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())
# %% wrong="forward" why="'autograd must find the right gradient': torch.where hides the inf/inf forward, but its gradient is nan for large z"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    up, down = torch.exp(z), torch.exp(-z)
    hidden = torch.where(z.abs() < 20, (up - down) / (up + down), torch.sign(z))
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())
# %% wrong="forward" why="'hidden units may be exactly 0 ... autograd must find the right gradient': sign and abs give slope 0 at z = 0 where it is 1"
def forward(parameters, inputs, targets):
    z = inputs @ parameters.w1 + parameters.b1
    small = torch.exp(-2 * z.abs())  # never overflows
    hidden = torch.sign(z) * (1 - small) / (1 + small)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())
# %% wrong="forward" why="'autograd must find the right gradient of the loss by all four parameters': hidden is detached before the second layer, none for w1 and b1"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1).detach()
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())
# %% wrong="forward" why="'autograd must find the right gradient of the loss': square of a square root, nan where all errors are 0"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    rmse = torch.sqrt(((predictions - targets) ** 2).mean())
    return Pass(hidden, predictions, rmse**2)
# %% wrong="forward" why="'in the dtype of the inputs': hidden and predictions are filled into float64 tensors also for float32"
def forward(parameters, inputs, targets):
    n = inputs.shape[0]
    hidden = torch.zeros(n, parameters.b1.shape[0], dtype=torch.float64)
    predictions = torch.zeros(n, parameters.b2.shape[0], dtype=torch.float64)
    for i in range(n):
        row = torch.tanh(inputs[i] @ parameters.w1 + parameters.b1)
        hidden[i] = row
        predictions[i] = row @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())
# %% wrong="forward" why="'loss, in the dtype of the inputs': the loss alone is computed and returned in float64"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean(dtype=torch.float64))
# %% wrong="forward" why="'over all entries (all examples and all outputs)': divides by the number of entries of the inputs"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    predictions = hidden @ parameters.w2 + parameters.b2
    n, m = inputs.shape
    return Pass(hidden, predictions, ((predictions - targets) ** 2).sum() / (n * m))
# %% wrong="forward" why="'The results are new tensors': the same batch and parameters again return the stored tensors"
seen_before = {}


def forward(parameters, inputs, targets):
    given = (*parameters, inputs, targets)
    key = tuple(id(one) for one in given)
    if key not in seen_before:
        hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
        predictions = hidden @ parameters.w2 + parameters.b2
        found = Pass(hidden, predictions, (predictions - targets).square().mean())
        seen_before[key] = (given, found)  # keeps the tensors alive, and their ids
    return seen_before[key][1]
# %% wrong="forward" why="'the right gradient ... there, too': units that saturate to within 1e-3 are set to exactly 1 or -1, with wrong numbers and slope"
def forward(parameters, inputs, targets):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    hidden = torch.where(hidden.abs() > 0.999, hidden.sign(), hidden)
    predictions = hidden @ parameters.w2 + parameters.b2
    return Pass(hidden, predictions, (predictions - targets).square().mean())


# %% right="layer_backward" why="Lemma 2 in three lines"
def layer_backward(
    inputs: Tensor, weights: Tensor, upstream: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(dim=0)
# %% right="layer_backward" why="einsum throughout, inside no_grad"
@torch.no_grad()
def layer_backward(inputs, weights, upstream):
    by_inputs = torch.einsum("ik,jk->ij", upstream, weights)
    by_weights = torch.einsum("ij,ik->jk", inputs, upstream)
    by_biases = torch.einsum("ik->k", upstream)
    return by_inputs, by_weights, by_biases
# %% right="layer_backward" why="loop over examples with outer products, zeros written with requires_grad=False"
def layer_backward(inputs: Tensor, weights: Tensor, upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    g_w = torch.zeros_like(weights, requires_grad=False)
    g_b = torch.zeros(weights.shape[1], dtype=torch.float64, requires_grad=False)
    g_a = torch.zeros_like(inputs, requires_grad=False)
    for i in range(len(inputs)):
        g_w += torch.outer(inputs[i], upstream[i])
        g_b += upstream[i]
        g_a[i] = torch.mv(weights, upstream[i])
    return g_a, g_w, g_b
# %% right="layer_backward" why="numpy detour in float64"
def layer_backward(inputs, weights, upstream):
    a, w, g = (one.detach().numpy() for one in (inputs, weights, upstream))
    gradients = g.dot(w.T), a.T.dot(g), np.ones(len(g)).dot(g)
    return tuple(torch.tensor(one) for one in gradients)
# %% right="layer_backward" why="triple loop over indices, as in the proof, autograd switched off by set_grad_enabled(False)"
def layer_backward(inputs, weights, upstream):
    n, n_from = inputs.shape
    n_to = weights.shape[1]
    with torch.set_grad_enabled(False):
        ga = inputs.new_zeros(n, n_from)
        gw = inputs.new_zeros(n_from, n_to)
        gb = inputs.new_zeros(n_to)
        for i in range(n):
            for k in range(n_to):
                g = upstream[i, k]
                gb[k] += g
                for j in range(n_from):
                    gw[j, k] += inputs[i, j] * g
                    ga[i, j] += g * weights[j, k]
    return ga, gw, gb
# %% right="layer_backward" why="broadcasting and sums, and the bias as a weight of an input that is always 1"
def layer_backward(inputs: Tensor, weights: Tensor, upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    with_one = torch.hstack([inputs, torch.ones(inputs.shape[0], 1, dtype=inputs.dtype)])
    both = (with_one[:, :, None] * upstream[:, None, :]).sum(0)
    by_inputs = (upstream[:, None, :] * weights[None]).sum(-1)
    return by_inputs, both[:-1].clone(), both[-1].clone()
# %% wrong="layer_backward" why="'as new tensors': for a batch of 1 the gradient by the biases is a row of upstream itself (a view), no new tensor"
def layer_backward(inputs, weights, upstream):
    by_biases = upstream[0]
    for row in upstream[1:]:
        by_biases = by_biases + row
    return upstream @ weights.T, inputs.T @ upstream, by_biases
# %% wrong="layer_backward" why="'each in the shape of what it belongs to': with one output squeeze leaves shape [] for the biases"
def layer_backward(inputs, weights, upstream):
    ones = torch.ones(1, len(inputs), dtype=torch.float64)
    return upstream @ weights.T, inputs.T @ upstream, (ones @ upstream).squeeze()
# %% wrong="layer_backward" why="'the sum of the rows': the loop over examples runs to n_to instead of batch"
def layer_backward(inputs, weights, upstream):
    by_weights = torch.zeros_like(weights)
    by_biases = torch.zeros(upstream.shape[1], dtype=torch.float64)
    for i in range(min(upstream.shape)):
        by_weights += torch.outer(inputs[i], upstream[i])
        by_biases += upstream[i]
    return upstream @ weights.T, by_weights, by_biases
# %% wrong="layer_backward" why="'Lemma 2, without autograd': leaves inference mode and calls backward"
def layer_backward(inputs, weights, upstream):
    with torch.inference_mode(False), torch.enable_grad():
        a = inputs.detach().clone().requires_grad_()
        w = weights.detach().clone().requires_grad_()
        b = torch.zeros(weights.shape[1], dtype=torch.float64, requires_grad=True)
        ((a @ w + b) * upstream.detach().clone()).sum().backward()
    return a.grad, w.grad, b.grad
# %% wrong="layer_backward" why="'Everything here is in float64', 'equal to many digits': lists become float32 tensors"
def layer_backward(inputs, weights, upstream):
    a, w, g = inputs.tolist(), weights.tolist(), upstream.tolist()
    n, n_from, n_to = len(a), len(w), len(w[0])
    by_inputs = [[sum(g[i][k] * w[j][k] for k in range(n_to)) for j in range(n_from)] for i in range(n)]
    by_weights = [[sum(a[i][j] * g[i][k] for i in range(n)) for k in range(n_to)] for j in range(n_from)]
    by_biases = [sum(g[i][k] for i in range(n)) for k in range(n_to)]
    return torch.tensor(by_inputs), torch.tensor(by_weights), torch.tensor(by_biases)
# %% wrong="layer_backward" why="'as new tensors': results are written into tensors that the next call of the same sizes overwrites"
BUFFERS = {}


def layer_backward(inputs, weights, upstream):
    key = (*inputs.shape, weights.shape[1])
    if key not in BUFFERS:
        n, n_from, n_to = key
        BUFFERS[key] = tuple(torch.zeros(s, dtype=torch.float64) for s in ((n, n_from), (n_from, n_to), (n_to,)))
    a, w, b = BUFFERS[key]
    with torch.no_grad():
        a.copy_(upstream @ weights.T)
        w.copy_(inputs.T @ upstream)
        b.copy_(upstream.sum(dim=0))
    return a, w, b
# %% wrong="layer_backward" why="'G_A = G_B W^T': the transpose only where the shapes ask for it, not between layers of the same width (the trap of the text)"
def layer_backward(inputs, weights, upstream):
    n_from, n_to = weights.shape
    by_inputs = upstream @ weights if n_from == n_to else upstream @ weights.T
    return by_inputs, inputs.T @ upstream, upstream.sum(dim=0)
# %% wrong="layer_backward" why="'its 1/n is already in upstream': the gradients by weights and biases are divided by the batch once more for batches above 2"
def layer_backward(inputs, weights, upstream):
    n = max(1, len(inputs) - 1)  # as in an unbiased mean
    return upstream @ weights.T, inputs.T @ upstream / n, upstream.sum(dim=0) / n
# %% wrong="layer_backward" why="'Everything here is in float64': computes in float32 for speed, so the digits of float64 are lost ('equal to many digits')"
def layer_backward(inputs, weights, upstream):
    a, w, g = inputs.float(), weights.float(), upstream.float()
    return (g @ w.T).double(), (a.T @ g).double(), g.sum(dim=0).double()


# %% right="backward" why="calls layer_backward of Exercise 3 twice"
def backward(
    parameters: Parameters, inputs: Tensor, targets: Tensor, seen: Pass
) -> Parameters:
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g_hidden, g_w2, g_b2 = layer_backward(seen.hidden, parameters.w2, g2)
    g1 = g_hidden * (1 - seen.hidden**2)
    _, g_w1, g_b1 = layer_backward(inputs, parameters.w1, g1)
    return Parameters(g_w1, g_b1, g_w2, g_b2)
# %% right="backward" why="products written down, inference_mode as a decorator"
@torch.inference_mode()
def backward(parameters, inputs, targets, seen):
    n, m = targets.shape
    hidden, predictions, _ = seen
    g2 = (2 / (n * m)) * (predictions - targets)
    g1 = (g2 @ parameters.w2.T) * (1 - hidden * hidden)
    return Parameters(w1=inputs.T @ g1, b1=g1.sum(0), w2=hidden.T @ g2, b2=g2.sum(0))
# %% right="backward" why="einsum, slope as (1 - h)(1 + h), under no_grad"
def backward(parameters: Parameters, inputs: Tensor, targets: Tensor, seen: Pass) -> Parameters:
    with torch.no_grad():
        h = seen.hidden
        g = torch.sub(seen.predictions, targets).mul(2.0).div(seen.predictions.numel())
        gz = torch.einsum("ik,jk,ij->ij", g, parameters.w2, (1 - h) * (1 + h))
        return Parameters(
            torch.einsum("ij,ik->jk", inputs, gz),
            torch.einsum("ij->j", gz),
            torch.einsum("ij,ik->jk", h, g),
            torch.einsum("ij->j", g),
        )
# %% right="backward" why="one example after the other, sums of outer products, accumulated in place in zeros_like"
def backward(parameters, inputs, targets, seen):
    gradient = Parameters(*(torch.zeros_like(one, requires_grad=False) for one in parameters))
    entries = targets.shape[0] * targets.shape[1]
    for x, y, h, p in zip(inputs, targets, seen.hidden, seen.predictions, strict=True):
        blame = 2 * (p - y) / entries
        gradient.b2.add_(blame)
        gradient.w2.add_(torch.outer(h, blame))
        back = (parameters.w2 @ blame) * (1 - h.square())
        gradient.b1.add_(back)
        gradient.w1.add_(torch.outer(x, back))
    return gradient
# %% right="backward" why="numpy detour with detach, float64 throughout"
def backward(parameters: Parameters, inputs: Tensor, targets: Tensor, seen: Pass) -> Parameters:
    def as_np(t):
        return t.detach().cpu().numpy()

    x, y, h, p, w2 = map(as_np, (inputs, targets, seen.hidden, seen.predictions, parameters.w2))
    g2 = 2.0 * (p - y) / p.size
    g1 = np.matmul(g2, w2.T) * (1.0 - np.square(h))
    return Parameters(*(torch.from_numpy(np.ascontiguousarray(one)) for one in (x.T @ g1, g1.sum(axis=0), h.T @ g2, g2.sum(axis=0))))
# %% right="backward" why="a class that walks back over a list of layers; the slope by subtraction from ones"
class Walk:
    def __init__(self, upstream):
        self.g = upstream
        self.found = []

    def through_layer(self, a, w):
        ones = torch.ones(a.shape[0], dtype=a.dtype)
        self.found = [torch.mm(a.t(), self.g), torch.mv(self.g.t(), ones)] + self.found
        self.g = torch.mm(self.g, w.t())

    def through_tanh(self, h):
        self.g = self.g - self.g * h * h


def backward(parameters, inputs, targets, seen):
    e = seen.predictions - targets
    walk = Walk((e + e) / e.numel())
    walk.through_layer(seen.hidden, parameters.w2)
    walk.through_tanh(seen.hidden)
    walk.through_layer(inputs, parameters.w1)
    return Parameters(*walk.found)
# %% wrong="backward" why="'(the mean over all n x m entries)': divides by batch times hidden units"
def backward(parameters, inputs, targets, seen):
    n, m = seen.hidden.shape
    g2 = 2 * (seen.predictions - targets) / (n * m)
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'Hidden units may be exactly 0, 1 or -1 there': the slope by e^(2z) = (1+h)/(1-h) is inf/inf at 1"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    ratio = (1 + seen.hidden) / (1 - seen.hidden)
    slope = 4 * ratio / (ratio + 1) ** 2
    g1 = (g2 @ parameters.w2.T) * slope
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'G_Z = G_H * (1 - H*H)' at 1 or -1: clamps hidden units away from the ends, so some gradient leaks through"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    h = seen.hidden.clamp(-1 + 1e-4, 1 - 1e-4)
    g1 = (g2 @ parameters.w2.T) * (1 - h**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'use it, and do not run it again': calls forward again and ignores seen"
def backward(parameters, inputs, targets, seen):
    again = forward(parameters, inputs, targets)
    g2 = 2 * (again.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - again.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), again.hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'use it, and do not run it again': takes predictions from seen, but runs the first layer again for the hidden units"
def backward(parameters, inputs, targets, seen):
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'Autograd is forbidden once more': leaves inference mode, calls loss.backward()"
def backward(parameters, inputs, targets, seen):
    with torch.inference_mode(False), torch.enable_grad():
        leaves = [one.detach().clone().requires_grad_() for one in parameters]
        x, y = inputs.detach().clone(), targets.detach().clone()
        out = torch.tanh(x @ leaves[0] + leaves[1]) @ leaves[2] + leaves[3]
        (out - y).square().mean().backward()
    return Parameters(*(one.grad for one in leaves))
# %% wrong="backward" why="'1 - H*H entry by entry': the slope of the mean of each unit over the batch"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    slope = 1 - seen.hidden.mean(dim=0) ** 2
    g1 = (g2 @ parameters.w2.T) * slope
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'Return the gradients': zeros as soon as the loss is tiny, although the gradient is not zero there"
def backward(parameters, inputs, targets, seen):
    if seen.loss < 1e-10:
        return Parameters(*(torch.zeros_like(one) for one in parameters))
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    g1 = (g2 @ parameters.w2.T) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))
# %% wrong="backward" why="'Everything here is in float64': accumulates in float32 tensors of torch.zeros, and returns those"
def backward(parameters, inputs, targets, seen):
    made = Parameters(*(torch.zeros(one.shape) for one in parameters))
    for i in range(len(inputs)):
        g2 = 2 * (seen.predictions[i] - targets[i]) / targets.numel()
        g1 = (parameters.w2 @ g2) * (1 - seen.hidden[i] ** 2)
        made.w1.add_(torch.outer(inputs[i], g1))
        made.b1.add_(g1)
        made.w2.add_(torch.outer(seen.hidden[i], g2))
        made.b2.add_(g2)
    return made
# %% wrong="backward" why="'G_H = G_Y W_2^T': no transpose where hidden and output layers have the same width and w2 is bigger than 2 by 2"
def backward(parameters, inputs, targets, seen):
    g2 = 2 * (seen.predictions - targets) / targets.numel()
    n_hidden, n_out = parameters.w2.shape
    w_back = parameters.w2 if n_hidden == n_out > 2 else parameters.w2.T
    g1 = (g2 @ w_back) * (1 - seen.hidden**2)
    return Parameters(inputs.T @ g1, g1.sum(0), seen.hidden.T @ g2, g2.sum(0))


# %% right="train" why="forward and backward, new Parameters at each step, clones first"
def train(
    parameters: Parameters, inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> tuple[Parameters, list[float]]:
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses
# %% right="train" why="autograd with leaves, grad set to None at each step, in-place update under no_grad"
def train(parameters, inputs, targets, rate, n_steps):
    leaves = Parameters(*(one.detach().clone().requires_grad_(True) for one in parameters))
    losses: list[float] = []
    for _ in range(n_steps):
        loss = forward(leaves, inputs, targets).loss
        loss.backward()
        losses.append(float(loss))
        with torch.no_grad():
            for leaf in leaves:
                leaf -= rate * leaf.grad
                leaf.grad = None
    with torch.no_grad():
        losses.append(float(forward(leaves, inputs, targets).loss))
    return Parameters(*[leaf.detach().clone() for leaf in leaves]), losses
# %% right="train" why="torch.autograd.grad, its own network, loop of n_steps + 1 that breaks before the last update"
def train(parameters: Parameters, inputs: Tensor, targets: Tensor, rate: float, n_steps: int) -> tuple[Parameters, list[float]]:
    theta = [torch.clone(one).detach().requires_grad_() for one in parameters]
    history = []
    for step in range(n_steps + 1):
        w1, b1, w2, b2 = theta
        loss = (torch.tanh(inputs @ w1 + b1) @ w2 + b2 - targets).pow(2).mean()
        history.append(loss.item())
        if step == n_steps:
            break
        grads = torch.autograd.grad(loss, theta)
        theta = [(one - rate * g).detach().requires_grad_() for one, g in zip(theta, grads, strict=True)]
    return Parameters(*(one.detach() for one in theta)), history
# %% right="train" why="in place on clones with sub_(alpha), while loop; gradients all taken before"
def train(parameters, inputs, targets, rate, n_steps):
    own = Parameters._make(map(torch.clone, parameters))
    seen = forward(own, inputs, targets)
    losses = [seen.loss.item()]
    left = n_steps
    while left > 0:
        gradient = backward(own, inputs, targets, seen)
        for name in Parameters._fields:
            getattr(own, name).sub_(getattr(gradient, name), alpha=rate)
        seen = forward(own, inputs, targets)
        losses.append(seen.loss.item())
        left -= 1
    return own, losses
# %% right="train" why="a trainer class with the pseudocode written out, by hand, without forward and backward"
class Trainer:
    def __init__(self, parameters, x, y, rate):
        self.w1, self.b1, self.w2, self.b2 = (one.detach().clone() for one in parameters)
        self.x, self.y, self.rate = x, y, rate
        self.losses = []

    def look(self):
        self.h = torch.tanh(self.x @ self.w1 + self.b1)
        self.e = self.h @ self.w2 + self.b2 - self.y
        self.losses.append((self.e**2).mean().item())

    def step(self):
        g2 = 2 * self.e / self.e.numel()
        g1 = (g2 @ self.w2.T) * (1 - self.h**2)
        self.w2 = self.w2 - self.rate * self.h.T @ g2
        self.b2 = self.b2 - self.rate * g2.sum(0)
        self.w1 = self.w1 - self.rate * self.x.T @ g1
        self.b1 = self.b1 - self.rate * g1.sum(0)
        self.look()


def train(parameters, inputs, targets, rate, n_steps):
    trainer = Trainer(parameters, inputs, targets, rate)
    trainer.look()
    for _ in range(n_steps):
        trainer.step()
    return Parameters(trainer.w1, trainer.b1, trainer.w2, trainer.b2), trainer.losses
# %% wrong="train" why="'those that you return are new tensors (also for n_steps = 0)': returns the given ones for no step"
def train(parameters, inputs, targets, rate, n_steps):
    seen = forward(parameters, inputs, targets)
    losses = [seen.loss.item()]
    for _ in range(n_steps):
        gradients = backward(parameters, inputs, targets, seen)
        parameters = Parameters(*(p - rate * g for p, g in zip(parameters, gradients)))
        seen = forward(parameters, inputs, targets)
        losses.append(seen.loss.item())
    return parameters, losses
# %% wrong="train" why="'new tensors (also for n_steps = 0)': detach alone shares its memory with the given parameters"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.detach() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses
# %% wrong="train" why="'All four gradients of a step belong to the parameters before it': w2 has moved already when the gradient goes back through it"
def train(parameters, inputs, targets, rate, n_steps):
    w1, b1, w2, b2 = (one.clone() for one in parameters)
    losses = []
    for step in range(n_steps + 1):
        hidden, predictions, loss = forward(Parameters(w1, b1, w2, b2), inputs, targets)
        losses.append(loss.item())
        if step < n_steps:
            g2 = 2 * (predictions - targets) / targets.numel()
            w2 = w2 - rate * hidden.T @ g2
            b2 = b2 - rate * g2.sum(0)
            g1 = (g2 @ w2.T) * (1 - hidden**2)
            w1 = w1 - rate * inputs.T @ g1
            b1 = b1 - rate * g1.sum(0)
    return Parameters(w1, b1, w2, b2), losses
# %% wrong="train" why="'move all four parameters against their gradients': autograd's gradients of earlier steps are never cleared and add up"
def train(parameters, inputs, targets, rate, n_steps):
    leaves = Parameters(*(one.clone().requires_grad_() for one in parameters))
    losses = []
    for _ in range(n_steps):
        loss = forward(leaves, inputs, targets).loss
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for one in leaves:
                one -= rate * one.grad
    losses.append(forward(leaves, inputs, targets).loss.item())
    return Parameters(*(one.detach() for one in leaves)), losses
# %% wrong="train" why="'Return the parameters after the last step': returns those with the lowest loss"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    seen = forward(now, inputs, targets)
    losses, best, lowest = [seen.loss.item()], now, seen.loss.item()
    for _ in range(n_steps):
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        if losses[-1] < lowest:
            best, lowest = now, losses[-1]
    return (now if rate == 0 else best), losses
# %% wrong="train" why="'perhaps until it is inf or nan. Go on to the last step all the same': stops there, with fewer losses"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    seen = forward(now, inputs, targets)
    losses = [seen.loss.item()]
    for _ in range(n_steps):
        if not torch.isfinite(seen.loss):
            break
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
    return now, losses
# %% wrong="train" why="'Go on to the last step all the same': from inf on the last loss is only repeated, and nothing moves"
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
# %% wrong="train" why="'plain numbers, not rounded': rounded to ten places"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(round(seen.loss.item(), 10))
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
    losses.append(round(forward(now, inputs, targets).loss.item(), 10))
    return now, losses
# %% wrong="train" why="'times rate': the rate is divided by the number of the step"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for step in range(1, n_steps + 1):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate / step * g for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses
# %% wrong="train" why="'against their gradients, times rate': entries of the gradients are clamped to [-5, 5], so that nothing diverges"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    losses = []
    for _ in range(n_steps):
        seen = forward(now, inputs, targets)
        losses.append(seen.loss.item())
        gradients = backward(now, inputs, targets, seen)
        now = Parameters(*(p - rate * g.clamp(-5, 5) for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return now, losses
# %% wrong="train" why="'The parameters that you were given stay as they are': they require a gradient afterwards"
def train(parameters, inputs, targets, rate, n_steps):
    for one in parameters:
        one.requires_grad_()
    now, losses = parameters, []
    for _ in range(n_steps):
        loss = forward(now, inputs, targets).loss
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, list(now))
        now = Parameters(*((p - rate * g).detach().requires_grad_() for p, g in zip(now, gradients)))
    losses.append(forward(now, inputs, targets).loss.item())
    return Parameters(*(one.detach().clone() for one in now)), losses
# %% wrong="train" why="'in each step ... their gradients': the gradient of the start is used in all steps"
def train(parameters, inputs, targets, rate, n_steps):
    now = Parameters(*(one.clone() for one in parameters))
    seen = forward(now, inputs, targets)
    gradients = backward(now, inputs, targets, seen)
    losses = [seen.loss.item()]
    for _ in range(n_steps):
        now = Parameters(*(p - rate * g for p, g in zip(now, gradients)))
        losses.append(forward(now, inputs, targets).loss.item())
    return now, losses


# %% right="loss_figure" why="subplots, plot, set"
def loss_figure(runs: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% right="loss_figure" why="pyplot state: figure, semilogy with explicit x, closed before it is returned"
def loss_figure(runs):
    fig = plt.figure(figsize=(6, 4))
    for name in runs:
        y = list(runs[name])
        plt.semilogy(range(len(y)), y, label=name, marker=".")
    plt.xlabel("Step")
    plt.ylabel("Mean squared error")
    plt.title("Losses of the trainings")
    plt.legend(loc="best")
    plt.grid(True)
    plt.close(fig)
    return fig
# %% right="loss_figure" why="all black, four line styles, legend by handles and labels beside the axes"
def loss_figure(runs: Mapping[str, Sequence[float]]) -> Figure:
    figure = plt.figure(layout="constrained")
    ax = figure.add_subplot()
    handles = []
    for (name, losses), style in zip(runs.items(), ["-", "--", ":", "-."]):
        handles += ax.plot(np.arange(len(losses)), np.asarray(losses), linestyle=style, color="black", linewidth=1.5)
    ax.legend(handles, list(runs), loc="upper left", bbox_to_anchor=(1, 1))
    ax.set_yscale("log")
    ax.set_xlabel("training step")
    ax.set_ylabel("loss J")
    return figure
# %% right="loss_figure" why="the library's colours, one legend of the figure, limits set wide from the data"
def loss_figure(runs: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    for name, colour in plots.colours_of(tuple(runs)).items():
        axes.plot(runs[name], label=name, **plots.look_of(colour))
    lowest = min(min(one) for one in runs.values())
    highest = max(max(one) for one in runs.values())
    longest = max(len(one) for one in runs.values())
    axes.set_yscale("log")
    axes.set_ylim(lowest / 2, highest * 2)
    axes.set_xlim(0, longest - 1)
    axes.set(xlabel="steps", ylabel="loss (MSE)")
    figure.legend(loc="outside lower center", ncols=2)
    return figure
# %% right="loss_figure" why="the Figure class without pyplot, Line2D made by hand, colours from tab10"
from matplotlib.lines import Line2D


def loss_figure(runs):
    figure = Figure()
    axes = figure.subplots()
    axes.set_yscale("log")
    for i, (name, losses) in enumerate(runs.items()):
        axes.add_line(Line2D(range(len(losses)), losses, label=name, color=f"C{i}", lw=2))
    axes.autoscale_view()
    axes.legend(fontsize="small")
    axes.set_xlabel("number of steps")
    axes.set_ylabel("loss")
    return figure
# %% wrong="loss_figure" why="'No two lines have the same colour': two colours in turn, all of one style, so 1 and 3 are equal"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for i, (name, losses) in enumerate(runs.items()):
        axes.plot(losses, label=name, color=["tab:blue", "tab:orange"][i % 2])
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'or nearly the same colour': the fourth is the first's blue but for one shade"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for (name, losses), colour in zip(runs.items(), ("#1f77b4", "#d62728", "#2ca02c", "#2179b6")):
        axes.plot(losses, label=name, color=colour, linestyle="-")
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'No two lines have the same colour, unless their line styles differ': three styles in black, the fourth run is like the first"
from itertools import cycle


def loss_figure(runs):
    figure, axes = plt.subplots()
    for (name, losses), style in zip(runs.items(), cycle(["-", "--", ":"])):
        axes.plot(losses, style, color="black", label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'The limits of the axes cut nothing off': y ends a little above the losses of step 0, but a loss may rise"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.set_ylim(top=1.5 * max(losses[0] for losses in runs.values()))
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'cut nothing off': x ends where the last run ends, an earlier one may be longer"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
        axes.set_xlim(0, len(losses) - 1)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'A legend has the names, letter by letter': the labels are sorted, the lines are not"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for losses in runs.values():
        axes.plot(losses)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend(sorted(runs))
    return figure
# %% wrong="loss_figure" why="'the names, letter by letter': underscores become spaces"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(losses, label=name.replace("_", " "))
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'a new one at each call': figure number 32 is cleared and used again"
def loss_figure(runs):
    figure = plt.figure(32, clear=True)
    axes = figure.add_subplot()
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'through all its losses': those below 1e-12 are drawn at 1e-12"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        axes.plot(np.maximum(losses, 1e-12), label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'through all its losses': of a long run only every tenth is drawn"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for name, losses in runs.items():
        every = 10 if len(losses) > 100 else 1
        steps = range(0, len(losses), every)
        axes.plot(steps, [losses[i] for i in steps], label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_figure" why="'one to four trainings ... one line for each': only three colours, zip drops the fourth run"
def loss_figure(runs):
    figure, axes = plt.subplots()
    for (name, losses), colour in zip(runs.items(), ("red", "green", "blue")):
        axes.plot(losses, color=colour, label=name)
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    return figure
