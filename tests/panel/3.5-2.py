# %% right="chain_factors" why="plain Python numbers by item, slope from the cached h"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    h = cache.h[j].item()
    return [
        cache.prediction.item() - target.item(),
        w2[j, 0].item(),
        h * (1.0 - h),
        cache.x[i].item(),
    ]

# %% right="chain_factors" why="slope computed from z with exp, helper called _sample"
def _sample(z: float) -> float:
    e = math.exp(-z)
    return e / (1.0 + e) ** 2


def chain_factors(cache, w2, target, i, j):
    error = float(cache.prediction[0] - target[0])
    weight = float(w2[j][0])
    slope = _sample(float(cache.z[j]))
    return [error, weight, slope, float(cache.x[i])]

# %% right="chain_factors" why="four tensors concatenated, then tolist"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    """Return the local derivatives on the path from the loss to ``w1[i, j]``."""
    delta = (cache.prediction - target).reshape(1)
    onward = w2[j]
    local = (cache.h * (1 - cache.h))[j : j + 1]
    return torch.cat([delta, onward, local, cache.x[i].reshape(1)]).tolist()

# %% right="chain_factors" why="works in NumPy, with a second sigmoid for the counterpart 1 - h"
def chain_factors(cache, w2, target, i, j):
    x, z, prediction = (t.detach().cpu().numpy() for t in (cache.x, cache.z, cache.prediction))
    up = 1.0 / (1.0 + np.exp(-z[j]))
    down = 1.0 / (1.0 + np.exp(z[j]))
    factors = (prediction[0] - target.numpy()[0], w2.numpy()[j, 0], up * down, x[i])
    return [float(f) for f in factors]

# %% wrong="chain_factors" why="a list of four numbers that may be tiny: rounds to ten decimals"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    factors = [
        cache.prediction.item() - target.item(),
        w2[j, 0].item(),
        h * (1.0 - h),
        cache.x[i].item(),
    ]
    return [round(f, 10) for f in factors]

# %% wrong="chain_factors" why="derivative of the loss by the prediction has a sign: takes the size of the error"
def chain_factors(cache, w2, target, i, j):
    loss = squared_loss(cache.prediction, target)
    d_loss = torch.sqrt(2.0 * loss).item()
    h = cache.h[j]
    return [d_loss, w2[j, 0].item(), (h * (1 - h)).item(), cache.x[i].item()]

# %% wrong="chain_factors" why="the derivative of h[j] by z[j] for z between -100 and 100: h is clamped for safety, so that large z get a wrong slope"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].clamp(1e-4, 1.0 - 1e-4).item()
    return [
        (cache.prediction - target).item(),
        w2[j, 0].item(),
        h * (1.0 - h),
        cache.x[i].item(),
    ]

# %% wrong="chain_factors" why="arguments stay as they are: the subtraction is in place in the cache"
def chain_factors(cache, w2, target, i, j):
    error = cache.prediction
    error -= target
    h = cache.h[j].item()
    return [error.item(), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]

# %% wrong="chain_factors" why="returns four numbers as plain floats: these are zero-dimensional tensors"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j]
    return [cache.prediction[0] - target[0], w2[j, 0], h * (1 - h), cache.x[i]]

# %% wrong="chain_factors" why="in this order, from the loss backwards: the order is from the input forwards"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    path = [cache.x[i].item(), h * (1 - h), w2[j, 0].item()]
    path.append((cache.prediction - target).item())
    return path

# %% wrong="chain_factors" why="a unit of large z is taken for saturated, with slope exactly 0, where it is still 4e-5"
def chain_factors(cache, w2, target, i, j):
    z = cache.z[j].item()
    if abs(z) > 10.0:
        slope = 0.0  # saturated
    else:
        slope = math.exp(-z) / (1.0 + math.exp(-z)) ** 2
    return [cache.prediction.item() - target.item(), w2[j].item(), slope, cache.x[i].item()]

# %% wrong="chain_factors" why="from the loss to w1[i, j]: takes the weight out of unit i, where the path goes through unit j"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    return [(cache.prediction - target).item(), w2[i].item(), h * (1 - h), cache.x[i].item()]

# %% right="output_gradients" why="torch.outer"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_2 = cache.prediction - target
    return torch.outer(cache.h, delta_2), delta_2

# %% right="output_gradients" why="broadcasting, h recomputed from z"
def output_gradients(cache, target):
    """Outer product by broadcasting."""
    blame = cache.prediction.sub(target)
    h = 1.0 / (1.0 + torch.exp(-cache.z))
    return h[:, None] * blame[None, :], blame

# %% right="output_gradients" why="einsum in a helper called _loss"
def _loss(a, b):
    return torch.einsum("j,k->jk", a, b)


def output_gradients(cache, target):
    d = cache.prediction - target
    by_w2 = _loss(cache.h, d)
    by_b2 = _loss(torch.ones(1, dtype=d.dtype, device=d.device), d)[0]
    return (by_w2, by_b2)

# %% right="output_gradients" why="column times row as a matrix product of one bordered vector, split afterwards"
def output_gradients(cache, target):
    d = cache.prediction - target
    ins = torch.cat([cache.h, torch.ones_like(cache.h[:1])])  # the bias's input is 1
    both = ins.unsqueeze(1) @ d.unsqueeze(0)
    return both[:-1], both[-1]

# %% right="output_gradients" why="the function has no loop; a small check beside it that the student left in the cell has"
def output_gradients(cache, target):
    error = cache.prediction - target
    return torch.tensordot(cache.h, error, dims=0), error


# my own check, cell by cell
_p, _x, _t = worked_example()
_w, _b = output_gradients(forward(_x, _p), _t)
for _row, _h in zip(_w, forward(_x, _p).h, strict=True):
    assert torch.allclose(_row, _h * _b)

# %% wrong="output_gradients" why="shape [n_hidden, n_out] for any n_hidden: written out for two hidden units"
def output_gradients(cache, target):
    error = cache.prediction - target
    grad_w2 = torch.stack([cache.h[0] * error, cache.h[1] * error])
    return grad_w2, error

# %% wrong="output_gradients" why="numbers may be tiny: a small error is declared to be none"
def output_gradients(cache, target):
    error = cache.prediction - target
    error = torch.where(error.abs() < 1e-8, torch.zeros_like(error), error)
    return torch.outer(cache.h, error), error

# %% wrong="output_gradients" why="without a loop: one row for each hidden unit in a comprehension"
def output_gradients(cache, target):
    error = cache.prediction - target
    return torch.stack([h_j * error for h_j in cache.h]), error

# %% wrong="output_gradients" why="gradients of the given loss, which is summed over outputs: divides by their number"
def output_gradients(cache, target):
    error = (cache.prediction - target) / len(target)
    return torch.outer(cache.h, error), error

# %% wrong="output_gradients" why="gradient of w2 has shape [n_hidden, n_out]: as nn.Linear stores it, [n_out, n_hidden]"
def output_gradients(cache, target):
    error = cache.prediction - target
    return torch.outer(error, cache.h), error

# %% wrong="output_gradients" why="arguments are not to be changed: sub_ works in the cache"
def output_gradients(cache, target):
    error = cache.prediction.sub_(target)
    return torch.outer(cache.h, error), error.clone()

# %% wrong="output_gradients" why="shape [n_hidden, n_out] also for one hidden unit: squeeze(0) drops its row"
def output_gradients(cache, target):
    error = cache.prediction - target
    grad_w2 = (cache.h.reshape(-1, 1) @ error.reshape(1, -1)).squeeze(0)
    return grad_w2, error

# %% wrong="output_gradients" why="any n_hidden and n_out: the shape is taken from h alone, as if there were two rows"
def output_gradients(cache, target):
    error = cache.prediction - target
    return cache.h.view(2, 1) * error, error

# %% right="hidden_gradients" why="w2 @ delta and outer"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_2 = cache.prediction - target
    delta_1 = (w2 @ delta_2) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1

# %% right="hidden_gradients" why="three loops over scalars, nothing vectorised"
def hidden_gradients(cache, w2, target):
    n_in, (n_hidden, n_out) = len(cache.x), w2.shape
    by_b1 = torch.zeros(n_hidden, dtype=w2.dtype, device=w2.device)
    for j in range(n_hidden):
        for k in range(n_out):
            by_b1[j] += w2[j, k] * (cache.prediction[k] - target[k])
        by_b1[j] *= cache.h[j] * (1.0 - cache.h[j])
    by_w1 = torch.zeros(n_in, n_hidden, dtype=w2.dtype, device=w2.device)
    for i in range(n_in):
        for j in range(n_hidden):
            by_w1[i, j] = cache.x[i] * by_b1[j]
    return by_w1, by_b1

# %% right="hidden_gradients" why="one einsum for the blame, one for the weights; slope as h - h squared"
def hidden_gradients(cache, w2, target):
    h = cache.h
    slope = h - h.square()
    d1 = torch.einsum("jk,k,j->j", w2, cache.prediction - target, slope)
    return torch.einsum("i,j->ij", cache.x, d1), d1

# %% right="hidden_gradients" why="rows as one-row matrices, the slopes as a diagonal matrix (Jacobian)"
def hidden_gradients(cache, w2, target):
    d2 = (cache.prediction - target).unsqueeze(0)
    jacobian = torch.diag(cache.h * (1 - cache.h))
    d1 = d2 @ w2.T @ jacobian
    return cache.x.unsqueeze(1) @ d1, d1.squeeze(0)

# %% wrong="hidden_gradients" why="shape [n_hidden] also for one hidden unit: squeeze makes a scalar of it"
def hidden_gradients(cache, w2, target):
    d2 = (cache.prediction - target).unsqueeze(1)
    d1 = (w2 @ d2).squeeze()
    d1 = d1 * (cache.h * (1 - cache.h)).squeeze()
    return cache.x.unsqueeze(1) * d1, d1

# %% wrong="hidden_gradients" why="blame is a sum over every output: takes the first and the last one"
def hidden_gradients(cache, w2, target):
    e = cache.prediction - target
    blame = w2[:, 0] * e[0]
    if len(e) > 1:
        blame = blame + w2[:, -1] * e[-1]
    d1 = blame * cache.h * (1 - cache.h)
    return torch.outer(cache.x, d1), d1

# %% wrong="hidden_gradients" why="any n_hidden: written out for the two hidden units of the worked example"
def hidden_gradients(cache, w2, target):
    e = cache.prediction - target
    d_0 = (w2[0] * e).sum() * cache.h[0] * (1 - cache.h[0])
    d_1 = (w2[1] * e).sum() * cache.h[1] * (1 - cache.h[1])
    d1 = torch.stack([d_0, d_1])
    return cache.x[:, None] * d1, d1

# %% wrong="hidden_gradients" why="sum over k, the outputs: multiplies from the wrong side, delta @ w2, right for a symmetrical w2 only"
def hidden_gradients(cache, w2, target):
    e = cache.prediction - target
    blame = e @ w2 if w2.shape[0] == w2.shape[1] else w2 @ e
    d1 = blame * cache.h * (1 - cache.h)
    return torch.outer(cache.x, d1), d1

# %% wrong="hidden_gradients" why="the slope of the hidden unit is missing in b1's gradient (dL/dz, not dL/dh)"
def hidden_gradients(cache, w2, target):
    by_h = w2 @ (cache.prediction - target)
    d1 = by_h * cache.h * (1 - cache.h)
    return torch.outer(cache.x, d1), by_h

# %% wrong="hidden_gradients" why="arguments are not to be changed: the slopes are made in place in cache.h"
def hidden_gradients(cache, w2, target):
    slope = cache.h
    slope *= 1.0 - slope
    d1 = (w2 @ (cache.prediction - target)) * slope
    return torch.outer(cache.x, d1), d1

# %% wrong="hidden_gradients" why="numbers may be tiny: blame below 1e-8 is cut to zero"
def hidden_gradients(cache, w2, target):
    d1 = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    d1 = d1 * (d1.abs() > 1e-8)
    return torch.outer(cache.x, d1), d1

# %% wrong="hidden_gradients" why="autograd is to stay off: switches it on again and calls backward"
def hidden_gradients(cache, w2, target):
    with torch.inference_mode(False), torch.enable_grad():
        z = cache.z.clone().requires_grad_()
        shift = cache.prediction - torch.sigmoid(cache.z) @ w2
        loss = squared_loss(torch.sigmoid(z) @ w2.clone() + shift, target)
        loss.backward()
        d1 = z.grad
    return torch.outer(cache.x, d1), d1

# %% right="batch_gradients" why="matrix products, 1/B at the very start"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / inputs.shape[0]
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(
        w1=inputs.T @ delta_1,
        b1=delta_1.sum(dim=0),
        w2=cache.h.T @ delta_2,
        b2=delta_2.sum(dim=0),
    )

# %% right="batch_gradients" why="one example after the other, sums in a list, divided at the end"
def batch_gradients(inputs, targets, parameters):
    totals = [torch.zeros_like(p) for p in parameters]
    for x, y in zip(inputs, targets, strict=True):
        _, _, h, prediction = forward(x, parameters)
        d2 = prediction - y
        d1 = h * (1 - h) * (parameters.w2 @ d2)
        for total, g in zip(totals, (torch.outer(x, d1), d1, torch.outer(h, d2), d2), strict=True):
            total += g
    return Parameters(*(total / len(inputs) for total in totals))

# %% right="batch_gradients" why="einsum and means over the batch, forward written again"
def batch_gradients(inputs, targets, parameters):
    w1, b1, w2, b2 = parameters
    h = torch.sigmoid(inputs @ w1 + b1)
    d2 = h @ w2 + b2 - targets
    d1 = torch.einsum("bk,jk->bj", d2, w2) * h * (1 - h)
    n = len(inputs)
    return Parameters(
        torch.einsum("bi,bj->ij", inputs, d1) / n,
        d1.mean(0),
        torch.einsum("bj,bk->jk", h, d2) / n,
        d2.mean(0),
    )

# %% right="batch_gradients" why="local variables are called like the earlier exercises, which it does not call"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    blame = (cache.prediction - targets) / len(inputs)
    output_gradients = (cache.h.mT @ blame, blame.sum(0))
    blame = blame @ parameters.w2.mT * (cache.h * (1 - cache.h))
    hidden_gradients = (inputs.mT @ blame, blame.sum(0))
    return Parameters(*hidden_gradients, *output_gradients)

# %% right="batch_gradients" why="batched outer products, mean over dim 0, with a helper that serves both layers"
def _model(ins, blame):
    """Gradients of one layer: what goes in, times the blame."""
    return (ins.unsqueeze(2) * blame.unsqueeze(1)).mean(dim=0), blame.mean(dim=0)


def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    blame_2 = cache.prediction - targets
    blame_1 = (blame_2 @ parameters.w2.t()) * torch.sigmoid(cache.z) * torch.sigmoid(-cache.z)
    w2, b2 = _model(cache.h, blame_2)
    w1, b1 = _model(inputs, blame_1)
    return Parameters(w1=w1, b1=b1, w2=w2, b2=b2)

# %% wrong="batch_gradients" why="autograd is off and to stay off: whoever switches it on again gets no points"
def batch_gradients(inputs, targets, parameters):
    with torch.inference_mode(False), torch.enable_grad():
        leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
        squared_loss(forward(inputs.clone(), leaves).prediction, targets.clone()).backward()
        return Parameters(*(leaf.grad for leaf in leaves))

# %% wrong="batch_gradients" why="summed over outputs, averaged over examples: the mean is over all entries of the targets"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets) / targets.numel()
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))

# %% wrong="batch_gradients" why="each of the shape of its parameter: squeeze breaks it for one hidden unit"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets) / len(inputs)
    blame = (d2 @ parameters.w2.T).squeeze()
    d1 = blame * (cache.h * (1 - cache.h))
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))

# %% wrong="batch_gradients" why="mean of the products, not product of the means over the batch"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    d2 = cache.prediction - targets
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    x, h, d1, d2 = (t.mean(dim=0) for t in (inputs, cache.h, d1, d2))
    return Parameters(torch.outer(x, d1), d1, torch.outer(h, d2), d2)

# %% wrong="batch_gradients" why="averaged over examples: the two biases are summed, without the 1/B"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    n = len(inputs)
    d2 = cache.prediction - targets
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1 / n, d1.sum(0), cache.h.T @ d2 / n, d2.sum(0))

# %% wrong="batch_gradients" why="without calling your functions of exercises 1 to 3"
def batch_gradients(inputs, targets, parameters):
    grads = []
    for x, y in zip(inputs, targets, strict=True):
        cache = forward(x, parameters)
        grads.append((*hidden_gradients(cache, parameters.w2, y), *output_gradients(cache, y)))
    return Parameters(*(torch.stack(g).mean(0) for g in zip(*grads, strict=True)))

# %% wrong="batch_gradients" why="numbers may be tiny or large: clips each error to plus or minus 10 as one does against exploding gradients"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets).clamp(-10.0, 10.0) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))

# %% wrong="batch_gradients" why="the mean over the batch: equal rows are counted once"
def batch_gradients(inputs, targets, parameters):
    rows = torch.unique(torch.cat([inputs, targets], dim=1), dim=0)
    inputs, targets = rows[:, : inputs.shape[1]], rows[:, inputs.shape[1] :]
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))

# %% right="disagreement" why="torch.autograd.grad on detached clones, checks in a first pass"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    pairs = list(zip(Parameters._fields, by_hand, gradients, strict=True))
    for name, a, g in pairs:
        if a.shape != g.shape:
            raise ValueError(f"{name}: got shape {tuple(a.shape)}, expected {tuple(g.shape)}")
    if not all(bool(torch.isfinite(a).all() and torch.isfinite(g).all()) for _, a, g in pairs):
        return math.inf
    worst = 0.0
    for _, a, g in pairs:
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% right="disagreement" why="backward on leaves, compared in NumPy float64, a helper for one pair"
def _relative(a, g):
    if not (np.isfinite(a).all() and np.isfinite(g).all()):
        return math.inf
    scale = max(np.abs(a).max(), np.abs(g).max())
    return 0.0 if scale == 0 else float(np.abs(a - g).max() / scale)


def disagreement(by_hand, loss, parameters):
    for a, p in zip(by_hand, parameters, strict=True):
        if a.shape != p.shape:
            raise ValueError(f"a gradient has shape {list(a.shape)}, its parameter {list(p.shape)}")
    copies = [p.detach().clone().requires_grad_(True) for p in parameters]
    with torch.enable_grad():
        loss(Parameters._make(copies)).backward()
    arrays = [
        (a.detach().cpu().double().numpy(), leaf.grad.cpu().double().numpy())
        for a, leaf in zip(by_hand, copies, strict=True)
    ]
    return max(_relative(a, g) for a, g in arrays)

# %% right="disagreement" why="lets nan run through torch.max, and turns what is not finite into inf at the end"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[nn.Parameter(p.detach().clone()) for p in parameters])
    loss(leaves).backward()
    ratios = []
    for a, leaf in zip(by_hand, leaves, strict=True):
        if a.shape != leaf.shape:
            raise ValueError(f"shapes differ: {a.shape} and {leaf.shape}")
        a, g = a.detach().double(), leaf.grad.double()
        scale = torch.maximum(a.abs().max(), g.abs().max())
        if scale == 0:
            ratios.append(torch.zeros_like(scale))
        else:
            ratios.append((a - g).abs().max() / scale)
    worst = torch.stack(ratios).max().item()
    return worst if math.isfinite(worst) else math.inf

# %% right="disagreement" why="divides both by the scale first, then takes the difference"
def disagreement(by_hand, loss, parameters):
    leaves = [t.detach().clone().requires_grad_() for t in parameters]
    value = loss(Parameters(*leaves))
    value.backward()
    results = [0.0]
    for name, mine, leaf in zip(Parameters._fields, by_hand, leaves, strict=True):
        theirs = leaf.grad
        if tuple(mine.shape) != tuple(theirs.shape):
            raise ValueError(f"{name}: {tuple(mine.shape)} instead of {tuple(theirs.shape)}")
        both = torch.stack([mine.detach().to(theirs), theirs]).double()
        if not torch.isfinite(both).all():
            results.append(math.inf)
            continue
        size = both.abs().max()
        if size:
            mine_share, their_share = both / size
            results.append((mine_share - their_share).abs().max().item())
    return max(results)

# %% wrong="disagreement" why="relative to the largest number of the parameter: here relative entry by entry"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = torch.maximum(a.abs(), g.abs())
        share = torch.where(scale > 0, (a - g).abs() / scale, 0.0)
        worst = max(worst, share.max().item())
    return worst

# %% wrong="disagreement" why="any number on either side: only by_hand is checked, a nan of autograd's looks like agreement"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if not a.isfinite().all():
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="not finite means infinite numbers too: looks for nan only"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves, strict=True):
        g = leaf.grad
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if torch.isnan(a).any() or torch.isnan(g).any():
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="a parameter that is zero on both sides counts as 0, it does not end the search for the worst of the four"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale == 0.0:
            return 0.0
        worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="a small number is added to the denominator, so that tiny gradients seem to agree"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item()) + 1e-8
        worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="parameters stay as they are: takes theirs as leaves, and afterwards clears flags and gradients that were the caller's"
def disagreement(by_hand, loss, parameters):
    for p in parameters:
        p.requires_grad_(True)
        p.grad = None
    loss(parameters).backward()
    gradients = [p.grad.clone() for p in parameters]
    for p in parameters:
        p.grad = None
        p.requires_grad_(False)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="ValueError when a shape differs: compares the numbers of dimensions only"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.dim() != g.dim():
            raise ValueError(f"{a.dim()} dimensions, expected {g.dim()}")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="returns the relative difference: what allclose calls equal is returned as 0"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        if torch.allclose(a, g):
            continue
        scale = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="not finite on both sides alike is still not finite: equal tensors are skipped first"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if torch.equal(a, g):
            continue
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        worst = max(worst, ((a - g).abs().max() / max(a.abs().max(), g.abs().max())).item())
    return worst

# %% wrong="disagreement" why="ValueError when a shape differs, in any of the four: a column and a row of equal numbers are let pass after flattening"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.numel() != g.numel() or a.dim() != g.dim():
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        a, g = a.flatten(), g.flatten()
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% right="gradient_flow_figure" why="pyplot, plot with markers, set_yscale"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.plot(range(1, len(values) + 1), values, marker="o", label=name)
    axes.set_yscale("log")
    axes.set_xlabel("layer")
    axes.set_ylabel("root mean square of the gradient")
    axes.legend()
    return figure

# %% right="gradient_flow_figure" why="bare Figure without pyplot, colours from a colour map, figure.legend"
def gradient_flow_figure(sizes):
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    colours = plt.get_cmap("turbo")(np.linspace(0.05, 0.95, max(len(sizes), 1)))
    for colour, (name, values) in zip(colours, sizes.items(), strict=False):
        axes.semilogy(np.arange(1, len(values) + 1), list(values), "s-", color=colour, label=name)
    axes.set(xlabel="layer, from input to output", ylabel="size of gradient (log scale)")
    figure.legend(loc="outside right upper")
    return figure

# %% right="gradient_flow_figure" why="pads the shallow networks with nan and draws all lines in one call"
def gradient_flow_figure(sizes):
    deepest = max(len(values) for values in sizes.values())
    table = np.full((deepest, len(sizes)), np.nan)
    for column, values in enumerate(sizes.values()):
        table[: len(values), column] = values
    fig, ax = plt.subplots()
    lines = ax.plot(np.arange(1, deepest + 1), table, marker=".")
    ax.legend(lines, list(sizes))
    ax.set(yscale="log", xlabel="layer", ylabel="rms gradient", xticks=range(1, deepest + 1))
    return fig

# %% right="gradient_flow_figure" why="layers from 0, labels at the figure, a legend with handles made by hand"
def gradient_flow_figure(sizes):
    fig = plt.figure()
    ax = fig.add_axes([0.15, 0.15, 0.6, 0.75], yscale="log")
    handles = []
    for number, (name, values) in enumerate(sizes.items()):
        (line,) = ax.plot(values, "o-", color=f"C{number}")
        line.set_label(name)
        handles.append(line)
    fig.supxlabel("layer number (0 = first)")
    fig.supylabel("size of gradient")
    ax.legend(handles=handles, bbox_to_anchor=(1.02, 1), loc="upper left")
    return fig

# %% wrong="gradient_flow_figure" why="all of each line must be in view: the limits of x come from the last network alone"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        layers = range(1, len(values) + 1)
        axes.plot(layers, values, "o-", label=name)
    axes.set(yscale="log", xlabel="layer", ylabel="gradient size", xlim=(0.8, len(layers) + 0.2))
    axes.set_xticks(layers)
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="however deep its network is, all in view: y is cut at 1e-8"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.plot(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(yscale="log", xlabel="layer", ylabel="gradient size", ylim=(1e-8, 10.0))
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="each line in a colour of its own for up to seven networks: three colours in turn"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    colours = itertools.cycle(["crimson", "teal", "goldenrod"])
    for (name, values), colour in zip(sizes.items(), colours):
        axes.semilogy(range(1, len(values) + 1), values, "o-", color=colour, label=name)
    axes.set(xlabel="layer", ylabel="gradient size")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="a legend with the networks' names, for one network too"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="gradient size")
    if len(sizes) > 1:
        axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="layers along x and sizes along y: the two labels are exchanged"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(ylabel="layer", xlabel="size of the gradient")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="each line in a colour of its own: all black, told apart by their dashes"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    styles = itertools.cycle(["-", "--", ":", "-."])
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, next(styles), color="black", label=name)
    axes.set(xlabel="layer", ylabel="gradient size")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="from input to output: counted backwards from the output"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), list(values)[::-1], "o-", label=name)
    axes.set(xlabel="layers on the way back", ylabel="gradient size")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="a new figure at each call: draws into the current one"
def gradient_flow_figure(sizes):
    for name, values in sizes.items():
        plt.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    plt.xlabel("layer")
    plt.ylabel("gradient size")
    plt.legend()
    return plt.gcf()

# %% wrong="gradient_flow_figure" why="all of each line in view: x ends at the nine layers of SIZES"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="gradient size", xlim=(0.5, len(SIZES) - 0.5))
    axes.legend()
    return figure

# %% right="predicted_factors" why="walk with a loop over pairs of linear layers"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [m for m in network if isinstance(m, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            scale = math.sqrt(following.out_features) * following.weight.square().mean().sqrt()
            factors.append((scale * slope).item())
    return factors

# %% right="predicted_factors" why="Frobenius norm over the root of the layer's own width, prefixes of the network in a comprehension"
@torch.no_grad()
def predicted_factors(network, inputs):
    n_hidden = len(network) // 2
    activations = [network[: 2 * k + 2](inputs) for k in range(n_hidden)]
    slopes = [(h - h**2).pow(2).mean().sqrt().item() for h in activations]
    weights = [network[2 * k + 2].weight for k in range(n_hidden)]
    return [
        slope * torch.linalg.norm(w).item() / math.sqrt(w.shape[1])
        for slope, w in zip(slopes, weights, strict=True)
    ]

# %% right="predicted_factors" why="forward hooks, removed afterwards, NumPy arithmetic"
def predicted_factors(network, inputs):
    seen = []
    sigmoids = [m for m in network if isinstance(m, nn.Sigmoid)]
    handles = [m.register_forward_hook(lambda _m, _i, out: seen.append(out)) for m in sigmoids]
    try:
        network(inputs)
    finally:
        for handle in handles:
            handle.remove()
    weights = [p.weight.detach().cpu().double().numpy() for p in network if isinstance(p, nn.Linear)][1:]
    factors = []
    for out, w in zip(seen, weights, strict=True):
        h = out.detach().cpu().double().numpy()
        rms = lambda a: float(np.sqrt(np.mean(a**2)))  # noqa: E731
        factors.append(math.sqrt(w.shape[0]) * rms(w) * rms(h * (1 - h)))
    return factors

# %% right="predicted_factors" why="a generator helper called _sample walks the modules by twos"
def _sample(network, h):
    modules = iter(network)
    layer = next(modules)
    for activation in modules:
        h = activation(layer(h))
        layer = next(modules)
        yield h, layer


def predicted_factors(network, inputs):
    return [
        ((layer.out_features * layer.weight.detach().pow(2).mean()).sqrt()
         * (h.detach() * (1.0 - h.detach())).pow(2).mean().sqrt()).item()
        for h, layer in _sample(network, inputs)
    ]

# %% wrong="predicted_factors" why="root mean square of the weights: takes the mean of their sizes"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt().item()
            scale = math.sqrt(following.out_features) * following.weight.abs().mean().item()
            factors.append(scale * slope)
    return factors

# %% wrong="predicted_factors" why="root mean square over units and examples: over examples first, then the plain mean over units"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean(dim=0).sqrt().mean().item()
            rms = following.weight.square().mean().sqrt().item()
            factors.append(math.sqrt(following.out_features) * rms * slope)
    return factors

# %% wrong="predicted_factors" why="walks through the network: forgets the biases on the way"
def predicted_factors(network, inputs):
    weights = [m.weight.detach() for m in network if isinstance(m, nn.Linear)]
    factors, h = [], inputs
    for w, w_next in itertools.pairwise(weights):
        h = torch.sigmoid(h @ w.T)
        slope = (h * (1 - h)).square().mean().sqrt()
        factors.append((math.sqrt(w_next.shape[0]) * w_next.square().mean().sqrt() * slope).item())
    return factors

# %% wrong="predicted_factors" why="the root of the next layer's width, at the last hidden layer too: one output is taken for granted"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs, []
    with torch.no_grad():
        for k in range(len(linear) - 1):
            h = torch.sigmoid(linear[k](h))
            slope = (h * (1 - h)).square().mean().sqrt().item()
            rms = linear[k + 1].weight.square().mean().sqrt().item()
            width = linear[k + 1].out_features if k + 2 < len(linear) else 1
            factors.append(math.sqrt(width) * rms * slope)
    return factors

# %% wrong="predicted_factors" why="width n of layer l + 1, where the weights lead to: counts where they come from"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs, []
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            rms = following.weight.square().mean().sqrt()
            factors.append((math.sqrt(following.in_features) * rms * slope).item())
    return factors

# %% wrong="predicted_factors" why="root mean square, not standard deviation, of the slopes and weights"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs, []
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            factors.append((math.sqrt(following.out_features) * following.weight.std() * slope).item())
    return factors

# %% wrong="predicted_factors" why="over all examples of the batch: a sample of the first 64 is taken to save time"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs[:64], []
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            rms = following.weight.square().mean().sqrt()
            factors.append((math.sqrt(following.out_features) * rms * slope).item())
    return factors

# %% wrong="predicted_factors" why="first to last, each by its own slopes: the slopes are of the derivative at the activations, sigma'(h)"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs, []
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            s = torch.sigmoid(h)
            slope = (s * (1 - s)).square().mean().sqrt()
            rms = following.weight.square().mean().sqrt()
            factors.append((math.sqrt(following.out_features) * rms * slope).item())
    return factors

# %% right="mended_network" why="tanh with Xavier weights of a gain a little above one"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.xavier_normal_(linear.weight, gain=1.3)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers[:-1])

# %% right="mended_network" why="batch normalisation before tanh, modules added by name, default weights scaled by Xavier"
def mended_network(sizes):
    network = nn.Sequential()
    n_layers = len(sizes) - 1
    for k in range(n_layers):
        linear = nn.Linear(sizes[k], sizes[k + 1])
        nn.init.xavier_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        network.add_module(f"linear{k}", linear)
        if k < n_layers - 1:
            network.add_module(f"norm{k}", nn.BatchNorm1d(sizes[k + 1]))
            network.add_module(f"act{k}", nn.Tanh())
    return network

# %% right="mended_network" why="orthogonal weights with tanh, one shared activation, built with a helper called _model"
def _model(n_from, n_to, gain):
    layer = nn.Linear(n_from, n_to)
    nn.init.orthogonal_(layer.weight, gain)
    nn.init.zeros_(layer.bias)
    return layer


def mended_network(sizes):
    bend = nn.Tanh()
    *hidden, last = [_model(a, b, 1.1) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
    pieces = [piece for layer in hidden for piece in (layer, bend)]
    return nn.Sequential(*pieces, last)

# %% right="mended_network" why="blocks: nested Sequentials of linear layer and leaky ReLU, orthogonal with the gain that makes up for the slope"
def mended_network(sizes):
    gain = math.sqrt(2.0 / (1.0 + 0.4**2))
    blocks = []
    for a, b in itertools.pairwise(sizes[:-1]):
        block = nn.Sequential(nn.Linear(a, b), nn.LeakyReLU(0.4))
        blocks.append(block)
    network = nn.Sequential(*blocks, nn.Linear(sizes[-2], sizes[-1]))
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.orthogonal_(module.weight, gain)
            nn.init.zeros_(module.bias)
    return network

# %% right="mended_network" why="takes sigmoid_network and replaces its sigmoids by ELUs, new weights through apply"
def mended_network(sizes):
    sick = sigmoid_network(sizes)
    healthy = nn.Sequential(*(nn.ELU() if isinstance(m, nn.Sigmoid) else m for m in sick))

    def fill(module):
        if isinstance(module, nn.Linear):
            torch.nn.init.xavier_normal_(module.weight, 1.25)
            module.bias.data.fill_(0.0)

    return healthy.apply(fill)

# %% wrong="mended_network" why="the shapes that sizes asks for: all hidden layers get the first one's width"
def mended_network(sizes):
    width = sizes[1]
    layers = [nn.Linear(sizes[0], width), nn.Tanh()]
    for _ in range(len(sizes) - 3):
        layers += [nn.Linear(width, width), nn.Tanh()]
    layers.append(nn.Linear(width, sizes[-1]))
    for layer in layers[::2]:
        nn.init.xavier_normal_(layer.weight, gain=1.3)
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="the first demand holds for all sizes: with two sizes an activation stands after the only layer"
def mended_network(sizes):
    layers = [nn.Linear(sizes[0], sizes[1]), nn.Tanh()]
    for n_from, n_to in itertools.pairwise(sizes[1:-1]):
        layers += [nn.Linear(n_from, n_to), nn.Tanh()]
    if len(sizes) > 2:
        layers.append(nn.Linear(sizes[-2], sizes[-1]))
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_normal_(layer.weight, gain=1.3)
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="one width, narrow or wide: the weights' scale is right for 32 units alone"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.normal_(linear.weight, std=0.25)  # sqrt(2 / 32)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="the shapes that sizes asks for: the last layer always has one output"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes[:-1]):
        linear = nn.Linear(n_from, n_to)
        nn.init.xavier_normal_(linear.weight, gain=1.3)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], 1))

# %% wrong="mended_network" why="no activation after the last linear layer: tanh stands there too"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.xavier_normal_(linear.weight, gain=1.3)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="no normalisation after the last linear layer, in training and in evaluation: batch norm follows each"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes):
        layers += [nn.Linear(n_from, n_to), nn.BatchNorm1d(n_to), nn.Tanh()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="one linear layer from each size to the next, and nothing after the last: a network that can be trained, but Flatten follows when there is one output"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.xavier_normal_(linear.weight, gain=1.3)
        layers += [linear, nn.Tanh()]
    layers = layers[:-1]
    if sizes[-1] == 1:
        layers.append(nn.Flatten(0))
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="can be trained below a quarter of guessing: without any activation the network is linear"
def mended_network(sizes):
    layers = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
    for layer in layers:
        nn.init.xavier_normal_(layer.weight)
    return nn.Sequential(*layers)
