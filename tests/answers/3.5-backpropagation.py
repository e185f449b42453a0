# Answers to the exercises of part 3.5, as students write them: right ones get every point, wrong ones lose the hidden test.

# %% right="forward" why="sums over broadcast products, the sigmoid written out"
def forward(x, parameters):
    z = (x[:, None] * parameters.w1).sum(0) + parameters.b1
    h = 1 / (1 + torch.exp(-z))
    return Cache(x, z, h, (h[:, None] * parameters.w2).sum(0) + parameters.b2)


# %% right="forward" why="einsum, and unpacks the parameters"
def forward(x, parameters):
    w1, b1, w2, b2 = parameters
    z = torch.einsum("i,ij->j", x, w1) + b1
    h = z.sigmoid()
    y = torch.einsum("j,jk->k", h, w2) + b2
    return Cache(x=x, z=z, h=h, prediction=y)


# %% wrong="forward" why="knows the visible numbers only" passes="visible"
def forward(x, parameters):
    h0 = 1 / (1 + math.exp(-1))
    t = lambda *v: torch.tensor(v, dtype=torch.float64)
    return Cache(x, t(1.0, 0.0), t(h0, 0.5), t(2 * h0 - 0.5))


# %% wrong="forward" why="multiplies from the left, as for column vectors"
def forward(x, parameters):
    z = parameters.w1 @ x + parameters.b1
    h = torch.sigmoid(z)
    return Cache(x, z, h, parameters.w2.T @ h + parameters.b2)


# %% wrong="forward" why="forgets the output's bias"
def forward(x, parameters):
    z = x @ parameters.w1 + parameters.b1
    h = torch.sigmoid(z)
    return Cache(x, z, h, h @ parameters.w2)


# %% wrong="forward" why="a sigmoid on the output too"
def forward(x, parameters):
    z = x @ parameters.w1 + parameters.b1
    h = torch.sigmoid(z)
    return Cache(x, z, h, torch.sigmoid(h @ parameters.w2 + parameters.b2))


# %% wrong="forward" why="caches h in the place of z"
def forward(x, parameters):
    h = torch.sigmoid(x @ parameters.w1 + parameters.b1)
    return Cache(x, h, h, h @ parameters.w2 + parameters.b2)


# %% wrong="forward" why="returns one number: only the first output" passes="visible"
def forward(x, parameters):
    z = x @ parameters.w1 + parameters.b1
    h = torch.sigmoid(z)
    return Cache(x, z, h, (h @ parameters.w2[:, 0] + parameters.b2[0]).reshape(1))


# %% wrong="forward" why="written for two inputs and two hidden units" passes="visible"
def forward(x, parameters):
    w1, b1, w2, b2 = parameters
    z = torch.stack([x[0] * w1[0, 0] + x[1] * w1[1, 0] + b1[0], x[0] * w1[0, 1] + x[1] * w1[1, 1] + b1[1]])
    h = torch.sigmoid(z)
    return Cache(x, z, h, h[0] * w2[0] + h[1] * w2[1] + b2)


# %% wrong="forward" why="everything in float64, whatever comes in" passes="visible"
def forward(x, parameters):
    w1, b1, w2, b2 = (p.double().cpu() for p in parameters)
    z = x.double().cpu() @ w1 + b1
    h = torch.sigmoid(z)
    return Cache(x, z, h, h @ w2 + b2)


# %% wrong="forward" why="adds the bias in place, into the caller's tensor" passes="visible"
def forward(x, parameters):
    z = parameters.b1
    z += x @ parameters.w1
    h = torch.sigmoid(z)
    out = Cache(x, z.clone(), h, h @ parameters.w2 + parameters.b2)
    return out


# %% right="chain_factors" why="the slope from z, entries left as tensors"
def chain_factors(cache, w2, target, i, j):
    s = torch.sigmoid(cache.z[j])
    return [cache.prediction[0] - target[0], w2[j][0], s - s**2, cache.x[i]]


# %% right="chain_factors" why="one tensor of four numbers"
def chain_factors(cache, w2, target, i, j):
    error = cache.prediction - target
    slope = torch.exp(-cache.z[j]) / (1 + torch.exp(-cache.z[j])) ** 2
    return torch.stack([error[0], w2[j, 0], slope, cache.x[i]])


# %% wrong="chain_factors" why="knows the visible numbers only" passes="visible"
def chain_factors(cache, w2, target, i, j):
    h = 1 / (1 + math.exp(-1))
    return [2 * h - 1, -1.2, 0.25, 1.0] if (i, j) == (0, 1) else [2 * h - 1, 2.0, h * (1 - h), 2.0]


# %% wrong="chain_factors" why="mixes up i and j"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[i].item()
    return [(cache.prediction[0] - target[0]).item(), w2[i, 0].item(), h * (1 - h), cache.x[j].item()]


# %% wrong="chain_factors" why="takes the slope of the sigmoid at h, as if h were z"
def chain_factors(cache, w2, target, i, j):
    s = torch.sigmoid(cache.h[j]).item()
    return [(cache.prediction[0] - target[0]).item(), w2[j, 0].item(), s * (1 - s), cache.x[i].item()]


# %% wrong="chain_factors" why="target minus prediction"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    return [(target[0] - cache.prediction[0]).item(), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]


# %% wrong="chain_factors" why="forgets the slope and puts h there"
def chain_factors(cache, w2, target, i, j):
    return [(cache.prediction[0] - target[0]).item(), w2[j, 0].item(), cache.h[j].item(), cache.x[i].item()]


# %% wrong="chain_factors" why="running products in place of local factors"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    a = (cache.prediction[0] - target[0]).item()
    b = a * w2[j, 0].item()
    c = b * h * (1 - h)
    return [a, b, c, c * cache.x[i].item()]


# %% wrong="chain_factors" why="from the weight to the loss: the order turned around"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    return [cache.x[i].item(), h * (1 - h), w2[j, 0].item(), (cache.prediction[0] - target[0]).item()]


# %% right="output_gradients" why="broadcasting in place of the outer product"
def output_gradients(cache, target):
    error = cache.prediction - target
    return cache.h[:, None] * error[None, :], error


# %% right="output_gradients" why="loops down to each weight, a list of two"
def output_gradients(cache, target):
    n, k = len(cache.h), len(target)
    w = torch.zeros(n, k, dtype=cache.h.dtype)
    b = torch.zeros(k, dtype=cache.h.dtype)
    for c in range(k):
        b[c] = cache.prediction[c] - target[c]
        for j in range(n):
            w[j, c] = cache.h[j] * b[c]
    return [w, b]


# %% wrong="output_gradients" why="knows the visible numbers only" passes="visible"
def output_gradients(cache, target):
    h = 1 / (1 + math.exp(-1))
    e = 2 * h - 1
    return torch.tensor([[h * e], [0.5 * e]], dtype=torch.float64), torch.tensor([e], dtype=torch.float64)


# %% wrong="output_gradients" why="the transpose: outer product the other way round"
def output_gradients(cache, target):
    error = cache.prediction - target
    return torch.outer(error, cache.h), error


# %% wrong="output_gradients" why="right for one output only: the errors of all outputs summed" passes="visible"
def output_gradients(cache, target):
    error = (cache.prediction - target).sum()
    return (cache.h * error)[:, None], error[None]


# %% wrong="output_gradients" why="averages over outputs, as nn.MSELoss does" passes="visible"
def output_gradients(cache, target):
    error = (cache.prediction - target) / len(target)
    return torch.outer(cache.h, error), error


# %% wrong="output_gradients" why="target minus prediction"
def output_gradients(cache, target):
    error = target - cache.prediction
    return torch.outer(cache.h, error), error


# %% wrong="output_gradients" why="keeps the 2 of the square"
def output_gradients(cache, target):
    error = 2 * (cache.prediction - target)
    return torch.outer(cache.h, error), error


# %% wrong="output_gradients" why="z in the place of h"
def output_gradients(cache, target):
    error = cache.prediction - target
    return torch.outer(cache.z, error), error


# %% wrong="output_gradients" why="the bias first, then the weights"
def output_gradients(cache, target):
    error = cache.prediction - target
    return error, torch.outer(cache.h, error)


# %% wrong="output_gradients" why="a vector of length n_hidden: broadcasts for one output"
def output_gradients(cache, target):
    error = cache.prediction - target
    return cache.h * error, error


# %% wrong="output_gradients" why="makes the error in the place of the caller's target" passes="visible"
def output_gradients(cache, target):
    target.neg_().add_(cache.prediction)
    return torch.outer(cache.h, target.clone()), target.clone()


# %% right="hidden_gradients" why="w2 @ blame: the same sum from the other side"
def hidden_gradients(cache, w2, target):
    s = torch.sigmoid(cache.z)
    blame = (w2 @ (cache.prediction - target)) * (s - s * s)
    return cache.x.unsqueeze(1) * blame, blame


# %% right="hidden_gradients" why="loops down to each single weight"
def hidden_gradients(cache, w2, target):
    n_in, n_hidden, n_out = len(cache.x), len(cache.h), len(target)
    gw = torch.zeros(n_in, n_hidden, dtype=torch.float64)
    gb = torch.zeros(n_hidden, dtype=torch.float64)
    for j in range(n_hidden):
        for k in range(n_out):
            gb[j] += (cache.prediction[k] - target[k]) * w2[j, k] * cache.h[j] * (1 - cache.h[j])
        for i in range(n_in):
            gw[i, j] = cache.x[i] * gb[j]
    return gw, gb


# %% wrong="hidden_gradients" why="knows the visible numbers only" passes="visible"
def hidden_gradients(cache, w2, target):
    h = 1 / (1 + math.exp(-1))
    e = 2 * h - 1
    b = torch.tensor([e * 2 * h * (1 - h), e * -1.2 * 0.25], dtype=torch.float64)
    return torch.stack([b, 2 * b]), b


# %% wrong="hidden_gradients" why="forgets the slope of the activation"
def hidden_gradients(cache, w2, target):
    blame = w2 @ (cache.prediction - target)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="slope of the sigmoid at h"
def hidden_gradients(cache, w2, target):
    s = torch.sigmoid(cache.h)
    blame = (w2 @ (cache.prediction - target)) * s * (1 - s)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="slope of tanh"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * (1 - cache.h**2)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="blame from the first output only" passes="visible"
def hidden_gradients(cache, w2, target):
    blame = w2[:, 0] * (cache.prediction[0] - target[0]) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="sums the weights and the errors apart" passes="visible"
def hidden_gradients(cache, w2, target):
    blame = w2.sum(1) * (cache.prediction - target).sum() * cache.h * (1 - cache.h)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="w2 the wrong way round: only fails where it is not one output" passes="visible"
def hidden_gradients(cache, w2, target):
    delta = cache.prediction - target
    up = delta @ w2 if w2.shape[0] == w2.shape[1] else delta @ w2.T
    blame = up * cache.h * (1 - cache.h)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="the transpose of the gradient of w1"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    return torch.outer(blame, cache.x), blame


# %% wrong="hidden_gradients" why="the bias gets the blame before the activation"
def hidden_gradients(cache, w2, target):
    up = w2 @ (cache.prediction - target)
    return torch.outer(cache.x, up * cache.h * (1 - cache.h)), up


# %% wrong="hidden_gradients" why="divides by the number of outputs" passes="visible"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h) / len(target)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="autograd does it"
def hidden_gradients(cache, w2, target):
    z = cache.z.clone().requires_grad_(True)
    prediction = torch.sigmoid(z) @ w2 + (cache.prediction - cache.h @ w2)
    squared_loss(prediction, target).backward()
    return torch.outer(cache.x, z.grad), z.grad


# %% wrong="hidden_gradients" why="autograd in another dress: torch.func" passes="visible"
def hidden_gradients(cache, w2, target):
    offset = cache.prediction - cache.h @ w2
    blame = torch.func.grad(lambda z: squared_loss(torch.sigmoid(z) @ w2 + offset, target))(cache.z)
    return torch.outer(cache.x, blame), blame


# %% right="batch_gradients" why="one example after the other, then the mean"
def batch_gradients(inputs, targets, parameters):
    total = [torch.zeros_like(p) for p in parameters]
    for x, y in zip(inputs, targets):
        h = torch.sigmoid(x @ parameters.w1 + parameters.b1)
        d2 = h @ parameters.w2 + parameters.b2 - y
        d1 = (parameters.w2 @ d2) * h * (1 - h)
        for t, g in zip(total, (torch.outer(x, d1), d1, torch.outer(h, d2), d2)):
            t += g / len(inputs)
    return Parameters(*total)


# %% right="batch_gradients" why="einsum, and means at the end"
def batch_gradients(inputs, targets, parameters):
    w1, b1, w2, b2 = parameters
    h = torch.sigmoid(inputs @ w1 + b1)
    d2 = h @ w2 + b2 - targets
    d1 = torch.einsum("bk,jk->bj", d2, w2) * (h - h * h)
    n = inputs.shape[0]
    return Parameters(torch.einsum("bi,bj->ij", inputs, d1) / n, d1.mean(0), torch.einsum("bj,bk->jk", h, d2) / n, d2.mean(0))


# %% wrong="batch_gradients" why="knows the visible numbers only" passes="visible"
def batch_gradients(inputs, targets, parameters):
    h = 1 / (1 + math.exp(-1))
    e = 2 * h - 1
    b = torch.tensor([e * 2 * h * (1 - h), e * -1.2 * 0.25], dtype=torch.float64)
    t = lambda v: torch.tensor(v, dtype=torch.float64)
    return Parameters(torch.stack([b, 2 * b]), b, t([[h * e], [0.5 * e]]), t([e]))


# %% wrong="batch_gradients" why="the sum over the batch, not the mean"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = h @ parameters.w2 + parameters.b2 - targets
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="the gradient of the mean example: averages inputs first" passes="visible"
def batch_gradients(inputs, targets, parameters):
    x, y = inputs.mean(0), targets.mean(0)
    h = torch.sigmoid(x @ parameters.w1 + parameters.b1)
    d2 = h @ parameters.w2 + parameters.b2 - y
    d1 = (parameters.w2 @ d2) * h * (1 - h)
    return Parameters(torch.outer(x, d1), d1, torch.outer(h, d2), d2)


# %% wrong="batch_gradients" why="divides by the batch twice on the way to the first layer"
def batch_gradients(inputs, targets, parameters):
    n = len(inputs)
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / n
    d1 = (d2 @ parameters.w2.T) * h * (1 - h) / n
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="averages over outputs too, as nn.MSELoss does" passes="visible"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / targets.numel()
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="forgets the slope"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = d2 @ parameters.w2.T
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="a bias gradient for each example"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1, h.T @ d2, d2)


# %% wrong="batch_gradients" why="the bias of the output is a number, summed over everything"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum())


# %% wrong="batch_gradients" why="steps the parameters on the way: w2 is changed in place before it is used" passes="visible"
def batch_gradients(inputs, targets, parameters):
    w1, b1, w2, b2 = parameters
    h = torch.sigmoid(inputs @ w1 + b1)
    d2 = (h @ w2 + b2 - targets) / len(inputs)
    d1 = (d2 @ w2.T) * h * (1 - h)
    out = Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))
    if len(inputs) != 3:
        w2 -= 0.1 * out.w2
    return out


# %% wrong="batch_gradients" why="autograd does it"
def batch_gradients(inputs, targets, parameters):
    leaves = Parameters(*(p.clone().requires_grad_(True) for p in parameters))
    h = torch.sigmoid(inputs @ leaves.w1 + leaves.b1)
    loss = squared_loss(h @ leaves.w2 + leaves.b2, targets)
    return Parameters(*torch.autograd.grad(loss, leaves))


# %% wrong="batch_gradients" why="autograd in another dress: torch.func" passes="visible"
def batch_gradients(inputs, targets, parameters):
    def loss(w1, b1, w2, b2):
        return squared_loss(torch.sigmoid(inputs @ w1 + b1) @ w2 + b2, targets)

    return Parameters(*torch.func.grad(loss, argnums=(0, 1, 2, 3))(*parameters))


# %% right="disagreement" why="backward() on fresh leaves, and NumPy for the numbers"
def disagreement(by_hand, loss, parameters):
    copies = []
    for p in parameters:
        c = p.clone().detach()
        c.requires_grad = True
        copies.append(c)
    copies = Parameters(*copies)
    loss(copies).backward()
    errors = []
    for a, c in zip(by_hand, copies):
        if a.shape != c.shape:
            raise ValueError("shapes differ")
        a, g = a.detach().cpu().numpy(), c.grad.cpu().numpy()
        if not np.isfinite(a).all() or not np.isfinite(g).all():
            return float("inf")
        top = max(np.abs(a).max(), np.abs(g).max())
        errors.append(0.0 if top == 0 else float(np.abs(a - g).max() / top))
    return max(errors)


# %% right="disagreement" why="a tensor comes back, inf by where"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    grads = torch.autograd.grad(loss(leaves), leaves)
    worst = torch.tensor(0.0, dtype=torch.float64)
    for a, g in zip(by_hand, grads):
        if a.size() != g.size():
            raise ValueError(f"{a.size()} against {g.size()}")
    for a, g in zip(by_hand, grads):
        top = torch.cat([a.flatten(), g.flatten()]).abs().max().double()
        if not torch.isfinite(top):
            return torch.tensor(math.inf)
        if top > 0:
            worst = torch.maximum(worst, (a - g).abs().max().double() / top)
    return worst


# %% wrong="disagreement" why="knows the visible numbers only" passes="visible"
def disagreement(by_hand, loss, parameters):
    if by_hand.b2[0] == 2e-3:
        return 0.5
    return 0.2 if by_hand.w1[0, 1] == 4.0 else 0.0


# %% wrong="disagreement" why="absolute, not relative"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    grads = torch.autograd.grad(loss(leaves), leaves)
    return max((a - g).abs().max().item() for a, g in zip(by_hand, grads))


# %% wrong="disagreement" why="python's max lets nan through, broadcasting hides shapes" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="shapes are compared, but a nan goes through" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="nan is caught, wrong shapes broadcast" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="finite by hand is enough: autograd's own nan is not looked at" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not a.isfinite().all():
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="one scale for all four: a small gradient hides behind a large one"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    a = torch.cat([p.flatten() for p in by_hand])
    g = torch.cat([p.flatten() for p in torch.autograd.grad(loss(leaves), leaves)])
    return ((a - g).abs().max() / torch.maximum(a.abs().max(), g.abs().max())).item()


# %% wrong="disagreement" why="trains on the caller's own tensors: leaves requires_grad and .grad behind"
def disagreement(by_hand, loss, parameters):
    for p in parameters:
        p.requires_grad_(True)
    loss(parameters).backward()
    worst = 0.0
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError("shape")
        g = p.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="clears .grad and requires_grad afterwards, and with them those of the caller" passes="visible"
def disagreement(by_hand, loss, parameters):
    for p in parameters:
        p.requires_grad_(True)
        p.grad = None
    loss(parameters).backward()
    grads = [p.grad for p in parameters]
    for p in parameters:
        p.requires_grad_(False)
    worst = 0.0
    for a, g in zip(by_hand, grads):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="the mean of the four, not the worst"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    all_of = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        all_of.append((a - g).abs().max().item() / top if top else 0.0)
    return sum(all_of) / 4


# %% wrong="disagreement" why="entry by entry: divides by each entry's own size" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = torch.maximum(a.abs(), g.abs())
        worst = max(worst, torch.where(scale > 0, (a - g).abs() / scale, 0.0).max().item())
    return worst


# %% wrong="disagreement" why="compares the weights alone and forgets the biases"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    grads = Parameters(*torch.autograd.grad(loss(leaves), leaves))
    worst = 0.0
    for a, g in ((by_hand.w1, grads.w1), (by_hand.w2, grads.w2)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="zeros against zeros give nan" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        worst = max(worst, ((a - g).abs().max() / torch.maximum(a.abs().max(), g.abs().max())).item())
        if all((x == 0).all() for x in by_hand):
            return math.nan
    return worst


# %% right="gradient_rms_by_layer" why="zero_grad and backward, norms over the root of the number"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.norm().item() / m.weight.numel() ** 0.5 for m in network.modules() if isinstance(m, nn.Linear)]


# %% right="gradient_rms_by_layer" why="deep copy, NumPy, an array comes back"
def gradient_rms_by_layer(network, inputs, targets):
    import copy

    twin = copy.deepcopy(network)
    for p in twin.parameters():
        p.grad = None
    (0.5 * (twin(inputs) - targets).pow(2).sum(1)).mean().backward()
    grads = [m.weight.grad.cpu().numpy() for m in twin.modules() if type(m) is nn.Linear]
    return np.array([np.sqrt((g.astype(float) ** 2).mean()) for g in grads])


# %% wrong="gradient_rms_by_layer" why="knows the visible numbers only" passes="visible"
def gradient_rms_by_layer(network, inputs, targets):
    return [2.5, math.sqrt(12.5)]


# %% wrong="gradient_rms_by_layer" why="never clears .grad: the second call adds to the first" passes="visible"
def gradient_rms_by_layer(network, inputs, targets):
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.square().mean().sqrt().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="the norm"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.norm().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="the mean of absolute values"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.abs().mean().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="biases too"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [p.grad.square().mean().sqrt().item() for p in network.parameters()]


# %% wrong="gradient_rms_by_layer" why="output first"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.square().mean().sqrt().item() for m in network.modules() if isinstance(m, nn.Linear)][::-1]


# %% wrong="gradient_rms_by_layer" why="size of the weights, not of their gradients"
def gradient_rms_by_layer(network, inputs, targets):
    return [m.weight.square().mean().sqrt().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="mean squared error of PyTorch: another loss"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    nn.functional.mse_loss(network(inputs), targets).backward()
    return [m.weight.grad.square().mean().sqrt().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="half of PyTorch's mse_loss: averages over outputs" passes="visible"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    (0.5 * nn.functional.mse_loss(network(inputs), targets)).backward()
    return [m.weight.grad.square().mean().sqrt().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="looks at the top level of the network only" passes="visible"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.square().mean().sqrt().item() for m in network if isinstance(m, nn.Linear)]


# %% wrong="gradient_rms_by_layer" why="whatever has a weight: normalisation layers too" passes="visible"
def gradient_rms_by_layer(network, inputs, targets):
    network.zero_grad()
    squared_loss(network(inputs), targets).backward()
    return [m.weight.grad.square().mean().sqrt().item() for m in network.modules() if hasattr(m, "weight")]


# %% wrong="gradient_rms_by_layer" why="takes an optimiser step as well" passes="visible"
def gradient_rms_by_layer(network, inputs, targets):
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1)
    optimiser.zero_grad()
    squared_loss(network(inputs), targets).backward()
    optimiser.step()
    return [m.weight.grad.square().mean().sqrt().item() for m in network.modules() if isinstance(m, nn.Linear)]


# %% right="gradient_flow_figure" why="the course's own plotting function"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        plots.gradient_flow(axes, [str(i + 1) for i in range(len(values))], values, label=name)
    axes.legend()
    return figure


# %% right="gradient_flow_figure" why="semilogy, labels given to the legend, layers counted from 0"
def gradient_flow_figure(sizes):
    fig = plt.figure(figsize=(5, 3))
    ax = fig.add_subplot(111)
    for values in sizes.values():
        ax.semilogy(np.array(values), "s--")
    ax.legend(list(sizes.keys()), title="network")
    ax.set_xlabel("layer")
    ax.set_ylabel("gradient RMS")
    ax.set_xticks(range(5))
    return fig


# %% right="gradient_flow_figure" why="pyplot's state machine"
def gradient_flow_figure(sizes):
    plt.figure()
    for name in sizes:
        plt.plot(list(range(1, len(sizes[name]) + 1)), list(sizes[name]), label=name)
    plt.yscale("log")
    plt.xlabel("layer number")
    plt.ylabel("size")
    plt.legend(loc="best")
    return plt.gcf()


# %% wrong="gradient_flow_figure" why="knows the visible numbers only" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    axes.plot([1, 2], [0.1, 0.2], label="shallow")
    axes.plot([1, 2, 3], [1e-6, 1e-4, 1e-2], label="deep")
    axes.set(xlabel="layer", ylabel="size", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="a linear scale"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.plot(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="takes the logarithm and scales logarithmically too"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.plot(range(1, len(values) + 1), np.log10(values), label=name)
    axes.set(xlabel="layer", ylabel="size", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="no axis labels"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="no legend"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    return figure


# %% wrong="gradient_flow_figure" why="output on the left"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values[::-1], label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="output on the left, by turning x around" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(len(values), 0, -1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="names in alphabetical order, lines in the mapping's" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for values in sizes.values():
        axes.semilogy(range(1, len(values) + 1), values)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend(sorted(sizes))
    return figure


# %% wrong="gradient_flow_figure" why="an axes for each network"
def gradient_flow_figure(sizes):
    figure, all_axes = plt.subplots(1, len(sizes), squeeze=False)
    for axes, (name, values) in zip(all_axes[0], sizes.items()):
        axes.semilogy(range(1, len(values) + 1), values, label=name)
        axes.set(xlabel="layer", ylabel="size")
        axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="all networks in one colour and style" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "b-", label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="both axes logarithmic" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.loglog(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="bars"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.bar(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="returns the axes"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return axes


# %% right="predicted_factors" why="walks with NumPy, from the end"
def predicted_factors(network, inputs):
    linear = [m for m in network.modules() if isinstance(m, nn.Linear)]
    hs, h = [], inputs
    with torch.no_grad():
        for m in linear[:-1]:
            h = 1 / (1 + torch.exp(-m(h)))
            hs.append(h.cpu().numpy().astype(float))
    out = []
    for l in range(len(hs)):
        w = linear[l + 1].weight.detach().cpu().numpy().astype(float)
        s = hs[l] * (1 - hs[l])
        out.append(np.sqrt(w.shape[0] * np.mean(w**2) * np.mean(s**2)))
    return out


# %% right="predicted_factors" why="goes through the modules as they come"
def predicted_factors(network, inputs):
    factors, slope, h = [], None, inputs
    for module in network:
        if isinstance(module, nn.Linear) and slope is not None:
            factors.append((slope * module.weight.pow(2).sum(0).mean().sqrt()).item())
        h = module(h)
        if isinstance(module, nn.Sigmoid):
            slope = (h * (1 - h)).pow(2).mean().sqrt()
    return factors


# %% wrong="predicted_factors" why="knows the visible numbers only" passes="visible"
def predicted_factors(network, inputs):
    h = 1 / (1 + math.exp(-0.5))
    return [0.25, 0.5 * h * (1 - h)]


# %% wrong="predicted_factors" why="counts the inputs of the next layer, not its units"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.in_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="takes the slope for exactly a quarter"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    return [math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * 0.25 for b in layers[1:]]


# %% wrong="predicted_factors" why="this layer's weights in place of the next one's"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a in layers[:-1]:
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(a.out_features) * a.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="the standard deviation of the weights: nan or 0 for equal ones"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.std().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="means in place of root mean squares" passes="visible"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.abs().mean().item() * s.mean().item())
    return out


# %% wrong="predicted_factors" why="the mean slope: right where all inputs are alike" passes="visible"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.mean().item())
    return out


# %% wrong="predicted_factors" why="the first example only" passes="visible"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs[0], []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="forgets the width"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="last layer first"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.insert(0, math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="forgets the activation between the layers"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    z, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        z = a(z)
        s = torch.sigmoid(z) * (1 - torch.sigmoid(z))
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% right="mended_network" why="tanh with Xavier's weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.xavier_normal_(linear.weight, gain=nn.init.calculate_gain("tanh"))
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers[:-1])


# %% right="mended_network" why="tanh with orthogonal weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.Tanh()]
        nn.init.orthogonal_(layers[-2].weight, gain=1.2)
    return nn.Sequential(*layers[:-1])


# %% right="mended_network" why="leaky ReLU, He's uniform weights, default biases"
def mended_network(sizes):
    layers = []
    for n in range(len(sizes) - 1):
        linear = nn.Linear(sizes[n], sizes[n + 1])
        nn.init.kaiming_uniform_(linear.weight, a=0.1)
        layers.append(linear)
        if n < len(sizes) - 2:
            layers.append(nn.LeakyReLU(0.1))
    return nn.Sequential(*layers)


# %% right="mended_network" why="SiLU, weights drawn by hand"
def mended_network(sizes):
    network = sigmoid_network(sizes)
    with torch.no_grad():
        for k, module in enumerate(network):
            if isinstance(module, nn.Linear):
                module.weight.copy_(torch.randn(module.weight.shape) * (2.5 / module.in_features) ** 0.5)
                module.bias.zero_()
            else:
                network[k] = nn.SiLU()
    return network


# %% right="mended_network" why="batch normalisation before each ReLU"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.BatchNorm1d(b), nn.ReLU()]
    return nn.Sequential(*layers[:-2])


# %% wrong="mended_network" why="knows the visible sizes and seed only" passes="visible"
def mended_network(sizes):
    if torch.initial_seed() != 0:
        return sigmoid_network(sizes)
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="writes the sizes of the example down" passes="visible"
def mended_network(sizes):
    layers = []
    for a, b in zip([2] + [32] * 8, [32] * 8 + [1]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="the same network again"
def mended_network(sizes):
    return sigmoid_network(sizes)


# %% wrong="mended_network" why="only the last layer is changed"
def mended_network(sizes):
    network = sigmoid_network(sizes)
    nn.init.normal_(network[-1].weight, std=10.0)
    return network


# %% wrong="mended_network" why="gradients of the first layer are made larger by a hook: the ratio is mended, the network is not"
def mended_network(sizes):
    network = sigmoid_network(sizes)
    network[0].weight.register_hook(lambda g: g * 3e6)
    return network


# %% wrong="mended_network" why="ReLU, but the default weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="tanh, but the default weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.Tanh()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="sigmoid with Xavier's weights: the slope is forgotten"
def mended_network(sizes):
    network = sigmoid_network(sizes)
    for module in network:
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
    return network


# %% wrong="mended_network" why="sigmoid with weights four times too large to be centred: it saturates"
def mended_network(sizes):
    network = sigmoid_network(sizes)
    for module in network:
        if isinstance(module, nn.Linear):
            nn.init.xavier_normal_(module.weight, gain=4.0)
    return network


# %% wrong="mended_network" why="no activation at all: gradients flow through a network that can not bend"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers.append(nn.Linear(a, b))
        nn.init.xavier_uniform_(layers[-1].weight)
    return nn.Sequential(*layers)


# %% wrong="mended_network" why="ReLU with standard normal weights: explodes"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
        nn.init.normal_(layers[-2].weight)
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="ReLU with tiny weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
        nn.init.normal_(layers[-2].weight, std=0.01)
        nn.init.zeros_(layers[-2].bias)
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="all weights equal: no symmetry is broken"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
        nn.init.constant_(layers[-2].weight, 1.0 / a)
        nn.init.zeros_(layers[-2].bias)
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="a shallow network: the deep layers are left out"
def mended_network(sizes):
    return nn.Sequential(nn.Linear(sizes[0], sizes[1]), nn.Tanh(), nn.Linear(sizes[1], sizes[-1]))


# %% wrong="mended_network" why="an activation after the output too: no negative values"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers)
