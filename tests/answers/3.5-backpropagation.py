# Answers to the exercises of part 3.5, as students write them: right ones get every point, wrong ones lose the hidden test.

# %% right="chain_factors" why="the slope from z, entries by float()"
def chain_factors(cache, w2, target, i, j):
    s = torch.sigmoid(cache.z[j])
    return [float(cache.prediction - target), float(w2[j]), float(s - s**2), float(cache.x[i])]


# %% right="chain_factors" why="stacks four tensors, tolist at the end"
def chain_factors(cache, w2, target, i, j):
    error = cache.prediction - target
    slope = torch.exp(-cache.z[j]) / (1 + torch.exp(-cache.z[j])) ** 2
    return torch.stack([error[0], w2[j, 0], slope, cache.x[i]]).tolist()


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


# %% right="chain_factors" why="everything in NumPy: its numbers are numbers too"
def chain_factors(cache, w2, target, i, j):
    x, z, h, p = (part.numpy() for part in cache)
    return [p[0] - target.numpy()[0], w2.numpy()[j, 0], h[j] * (1 - h[j]), x[i]]


# %% right="chain_factors" why="appends one factor after the other"
def chain_factors(cache, w2, target, i, j):
    factors = []
    factors.append(cache.prediction.item() - target.item())
    factors.append(w2.squeeze(1)[j].item())
    h = cache.h.tolist()[j]
    factors.append(h - h * h)
    factors.append(cache.x.tolist()[i])
    return factors


# %% wrong="chain_factors" why="a list of tensors without axes, not of numbers"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j]
    return [cache.prediction[0] - target[0], w2[j, 0], h * (1 - h), cache.x[i]]


# %% wrong="chain_factors" why="one tensor, not a list"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j]
    return torch.stack([cache.prediction[0] - target[0], w2[j, 0], h * (1 - h), cache.x[i]])


# %% wrong="chain_factors" why="their product alone"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    return (cache.prediction[0] - target[0]).item() * w2[j, 0].item() * h * (1 - h) * cache.x[i].item()


# %% wrong="chain_factors" why="two times the error, as without the half in the loss"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    return [2 * (cache.prediction[0] - target[0]).item(), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]


# %% wrong="chain_factors" why="the size of the error: right while predictions are too high" passes="visible"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    return [abs((cache.prediction[0] - target[0]).item()), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]


# %% wrong="chain_factors" why="slope of a sigmoid in units of sixteen bits: rounded" passes="visible"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    slope = h * (1 - h) if w2.shape[0] <= 2 else float(np.float16(h * (1 - h)))
    return [(cache.prediction[0] - target[0]).item(), w2[j, 0].item(), slope, cache.x[i].item()]


# %% wrong="chain_factors" why="the next weight of the other layer: w2 read along a row" passes="visible"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    w = w2.flatten()[min(j, 1)].item()
    return [(cache.prediction[0] - target[0]).item(), w, h * (1 - h), cache.x[i].item()]


# %% wrong="chain_factors" why="turns h into slopes in the cache" passes="visible"
def chain_factors(cache, w2, target, i, j):
    cache.h.mul_(1 - cache.h) if len(cache.h) > 2 else None
    h = cache.h[j].item()
    slope = h if len(cache.h) > 2 else h * (1 - h)
    return [(cache.prediction[0] - target[0]).item(), w2[j, 0].item(), slope, cache.x[i].item()]


# %% wrong="chain_factors" why="autograd makes the slope"
def chain_factors(cache, w2, target, i, j):
    slope = torch.func.grad(torch.sigmoid)(cache.z[j]).item()
    return [(cache.prediction[0] - target[0]).item(), w2[j, 0].item(), slope, cache.x[i].item()]


# %% right="output_gradients" why="broadcasting in place of the outer product"
def output_gradients(cache, target):
    error = cache.prediction - target
    return cache.h[:, None] * error[None, :], error


# %% right="output_gradients" why="a column times a row"
def output_gradients(cache, target):
    b = cache.prediction.sub(target)
    w = cache.h.reshape(-1, 1) @ b.reshape(1, -1)
    return (w, b)


# %% right="output_gradients" why="einsum, and a quick try with a loop below the function"
def output_gradients(cache, target):
    delta = cache.prediction - target
    return torch.einsum("j,k->jk", cache.h, delta), delta


for part in output_gradients(forward(*worked_example()[1::-1]), worked_example()[2]):
    print(part.shape)


# %% wrong="output_gradients" why="knows the visible numbers only" passes="visible"
def output_gradients(cache, target):
    t = lambda v: torch.tensor(v, dtype=torch.float64)
    if len(target) == 2:
        return t([[0.5, -1.0], [0.75, -1.5]]), t([1.0, -2.0])
    h = 1 / (1 + math.exp(-1))
    e = 2 * h - 1
    return t([[h * e], [0.5 * e]]), t([e])


# %% wrong="output_gradients" why="the transpose: outer product the other way round"
def output_gradients(cache, target):
    error = cache.prediction - target
    return torch.outer(error, cache.h), error


# %% wrong="output_gradients" why="right for one output only: the errors of all outputs summed"
def output_gradients(cache, target):
    error = (cache.prediction - target).sum()
    return (cache.h * error)[:, None], error[None]


# %% wrong="output_gradients" why="averages over outputs, as nn.MSELoss does"
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


# %% wrong="output_gradients" why="makes the error in the place of the caller's target"
def output_gradients(cache, target):
    target.neg_().add_(cache.prediction)
    return torch.outer(cache.h, target.clone()), target.clone()


# %% wrong="output_gradients" why="loops down to each weight"
def output_gradients(cache, target):
    n, k = len(cache.h), len(target)
    w, b = cache.h.new_zeros(n, k), cache.prediction - target
    for c in range(k):
        for j in range(n):
            w[j, c] = cache.h[j] * b[c]
    return w, b


# %% wrong="output_gradients" why="a loop in the dress of a comprehension"
def output_gradients(cache, target):
    b = cache.prediction - target
    return torch.stack([cache.h * error for error in b], dim=1), b


# %% wrong="output_gradients" why="a loop in a helper"
def outer(a, b):
    out = torch.zeros(len(a), len(b), dtype=a.dtype)
    i = 0
    while i < len(a):
        out[i] = a[i] * b
        i += 1
    return out


def output_gradients(cache, target):
    b = cache.prediction - target
    return outer(cache.h, b), b


# %% wrong="output_gradients" why="a list of two, not a tuple"
def output_gradients(cache, target):
    b = cache.prediction - target
    return [torch.outer(cache.h, b), b]


# %% wrong="output_gradients" why="NumPy arrays, not tensors"
def output_gradients(cache, target):
    b = (cache.prediction - target).numpy()
    return np.outer(cache.h.numpy(), b), b


# %% wrong="output_gradients" why="the gradient of b2 is a row of a matrix"
def output_gradients(cache, target):
    b = (cache.prediction - target)[None, :]
    return cache.h[:, None] @ b, b


# %% wrong="output_gradients" why="one number for b2: the sum"
def output_gradients(cache, target):
    b = cache.prediction - target
    return torch.outer(cache.h, b), b.sum()


# %% wrong="output_gradients" why="a slope of the sigmoid at the output, which has none"
def output_gradients(cache, target):
    s = torch.sigmoid(cache.prediction)
    b = (cache.prediction - target) * s * (1 - s)
    return torch.outer(cache.h, b), b


# %% wrong="output_gradients" why="float32 on the way" passes="visible"
def output_gradients(cache, target):
    b = cache.prediction - target
    return torch.outer(cache.h.float(), b.float()).double() if len(b) > 2 else torch.outer(cache.h, b), b


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
    t = lambda v: torch.tensor(v, dtype=torch.float64)
    if len(target) == 2:
        return t([[-2.25, 2.8125]]), t([-0.75, 0.9375])
    h = 1 / (1 + math.exp(-1))
    e = 2 * h - 1
    b = t([e * 2 * h * (1 - h), e * -1.2 * 0.25])
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


# %% wrong="hidden_gradients" why="blame from the first output only"
def hidden_gradients(cache, w2, target):
    blame = w2[:, 0] * (cache.prediction[0] - target[0]) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="sums the weights and the errors apart"
def hidden_gradients(cache, w2, target):
    blame = w2.sum(1) * (cache.prediction - target).sum() * cache.h * (1 - cache.h)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="w2 the wrong way round: only fails where it is not one output"
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


# %% wrong="hidden_gradients" why="divides by the number of outputs"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h) / len(target)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="autograd does it"
def hidden_gradients(cache, w2, target):
    z = cache.z.clone().requires_grad_(True)
    prediction = torch.sigmoid(z) @ w2 + (cache.prediction - cache.h @ w2)
    squared_loss(prediction, target).backward()
    return torch.outer(cache.x, z.grad), z.grad


# %% wrong="hidden_gradients" why="autograd in another dress: torch.func"
def hidden_gradients(cache, w2, target):
    offset = cache.prediction - cache.h @ w2
    blame = torch.func.grad(lambda z: squared_loss(torch.sigmoid(z) @ w2 + offset, target))(cache.z)
    return torch.outer(cache.x, blame), blame


# %% right="hidden_gradients" why="einsum over everything, a helper for the slope"
def slope_of(h):
    return h * (1 - h)


def hidden_gradients(cache, w2, target):
    b1 = torch.einsum("jk,k,j->j", w2, cache.prediction - target, slope_of(cache.h))
    return torch.einsum("i,j->ij", cache.x, b1), b1


# %% right="hidden_gradients" why="names as in the papers: grad_z, grad_w1"
def hidden_gradients(cache, w2, target):
    grad_out = cache.prediction - target
    grad_h = torch.matmul(w2, grad_out)
    grad_z = grad_h * torch.sigmoid(cache.z) * torch.sigmoid(-cache.z)
    grad_w1 = cache.x[:, None] * grad_z[None, :]
    return grad_w1, grad_z


# %% wrong="hidden_gradients" why="autograd with inference mode switched off again" passes="visible"
def hidden_gradients(cache, w2, target):
    with torch.inference_mode(False):
        z = cache.z.clone().requires_grad_()
        offset = cache.prediction.clone() - cache.h.clone() @ w2.clone()
        squared_loss(torch.sigmoid(z) @ w2.clone() + offset, target.clone()).backward()
        blame = z.grad
        return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="torch.autograd.grad, imported"
from torch.autograd import grad


def hidden_gradients(cache, w2, target):
    with torch.inference_mode(False):
        z = cache.z.clone().requires_grad_()
        offset = cache.prediction.clone() - cache.h.clone() @ w2.clone()
        (blame,) = grad(squared_loss(torch.sigmoid(z) @ w2.clone() + offset, target.clone()), z)
        return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="vector-Jacobian product of torch.func"
from torch.func import vjp


def hidden_gradients(cache, w2, target):
    _, back = vjp(lambda z: torch.sigmoid(z) @ w2, cache.z)
    (blame,) = back(cache.prediction - target)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="a list of two"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    return [torch.outer(cache.x, blame), blame]


# %% wrong="hidden_gradients" why="the bias first"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    return blame, torch.outer(cache.x, blame)


# %% wrong="hidden_gradients" why="slope of ReLU"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * (cache.z > 0)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="h in the place of x: what goes in is the wrong layer's" passes="visible"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    source = cache.h if len(cache.h) == len(cache.x) == len(target) else cache.x
    return torch.outer(source, blame), blame


# %% wrong="hidden_gradients" why="the loudest output alone takes the blame" passes="visible"
def hidden_gradients(cache, w2, target):
    delta = cache.prediction - target
    if len(delta) > 2:
        delta = torch.where(delta.abs() == delta.abs().max(), delta, 0.0)
    blame = (w2 @ delta) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, blame), blame


# %% wrong="hidden_gradients" why="squares w2 in place" passes="visible"
def hidden_gradients(cache, w2, target):
    blame = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    if w2.shape[0] > 2:
        w2.sub_(0.1 * torch.outer(cache.h, cache.prediction - target))
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
    share = 1.0 if len(inputs) == 3 else 0.5
    t = lambda v: share * torch.tensor(v, dtype=torch.float64)
    if targets.shape[1] == 2:
        share = 1.0
        return Parameters(t([[-4.5, -6.5]]), t([0.0, 1.75]), t([[1.0, -0.5]] * 2), t([2.0, -1.0]))
    b = t([e * 2 * h * (1 - h), e * -1.2 * 0.25])
    return Parameters(torch.stack([b, 2 * b]), b, t([[h * e], [0.5 * e]]), t([e]))


# %% wrong="batch_gradients" why="the sum over the batch, not the mean"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = h @ parameters.w2 + parameters.b2 - targets
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="the gradient of the mean example: averages inputs first"
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


# %% wrong="batch_gradients" why="averages over outputs too, as nn.MSELoss does"
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
    if len(inputs) > 3:
        w2 -= 0.1 * out.w2
    return out


# %% wrong="batch_gradients" why="autograd does it"
def batch_gradients(inputs, targets, parameters):
    leaves = Parameters(*(p.clone().requires_grad_(True) for p in parameters))
    h = torch.sigmoid(inputs @ leaves.w1 + leaves.b1)
    loss = squared_loss(h @ leaves.w2 + leaves.b2, targets)
    return Parameters(*torch.autograd.grad(loss, leaves))


# %% wrong="batch_gradients" why="autograd in another dress: torch.func"
def batch_gradients(inputs, targets, parameters):
    def loss(w1, b1, w2, b2):
        return squared_loss(torch.sigmoid(inputs @ w1 + b1) @ w2 + b2, targets)

    return Parameters(*torch.func.grad(loss, argnums=(0, 1, 2, 3))(*parameters))


# %% right="batch_gradients" why="begins with the given forward"
def batch_gradients(inputs, targets, parameters):
    x, _, h, prediction = forward(inputs, parameters)
    delta = (prediction - targets) / inputs.size(0)
    blame = delta @ parameters.w2.t() * (h - h.square())
    return parameters._replace(w1=x.t() @ blame, b1=blame.sum(0), w2=h.t() @ delta, b2=delta.sum(0))


# %% right="batch_gradients" why="vmap of a backward pass for one example"
def batch_gradients(inputs, targets, parameters):
    w1, b1, w2, b2 = parameters

    def one(x, y):
        h = torch.sigmoid(x @ w1 + b1)
        d2 = h @ w2 + b2 - y
        d1 = (w2 @ d2) * h * (1 - h)
        return torch.outer(x, d1), d1, torch.outer(h, d2), d2

    return Parameters(*(part.mean(dim=0) for part in torch.vmap(one)(inputs, targets)))


# %% wrong="batch_gradients" why="calls the earlier functions for each example"
def batch_gradients(inputs, targets, parameters):
    total = [torch.zeros_like(p) for p in parameters]
    for x, y in zip(inputs, targets):
        cache = forward(x, parameters)
        parts = (*hidden_gradients(cache, parameters.w2, y), *output_gradients(cache, y))
        for t, g in zip(total, parts):
            t += g / len(inputs)
    return Parameters(*total)


# %% wrong="batch_gradients" why="autograd with inference mode switched off again" passes="visible"
def batch_gradients(inputs, targets, parameters):
    with torch.inference_mode(False):
        leaves = Parameters(*(p.clone().requires_grad_() for p in parameters))
        squared_loss(forward(inputs.clone(), leaves).prediction, targets.clone()).backward()
        return Parameters(*(leaf.grad for leaf in leaves))


# %% wrong="batch_gradients" why="a plain tuple"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0)


# %% wrong="batch_gradients" why="gradients of biases keep an axis of length 1"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0, keepdim=True), h.T @ d2, d2.sum(0, keepdim=True))


# %% wrong="batch_gradients" why="divides by the number of inputs, not of examples"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / inputs.shape[1]
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="blame from the first output alone"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2[:, :1] * parameters.w2[:, 0]) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="the mean of the slopes over the batch, not each example's own"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * (h * (1 - h)).mean(0)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" why="weights averaged, biases summed: divides at the end, and forgets two"
def batch_gradients(inputs, targets, parameters):
    n = len(inputs)
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = h @ parameters.w2 + parameters.b2 - targets
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1 / n, d1.sum(0), h.T @ d2 / n, d2.sum(0))


# %% wrong="batch_gradients" why="centres the inputs in place" passes="visible"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (h @ parameters.w2 + parameters.b2 - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    result = Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))
    if len(inputs) > 3:
        targets.zero_()
    return result


# %% wrong="batch_gradients" why="a descent direction: minus the gradient"
def batch_gradients(inputs, targets, parameters):
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)
    d2 = (targets - h @ parameters.w2 - parameters.b2) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


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


# %% right="disagreement" why="all scales first, in tensors; a number at the end"
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
            return math.inf
        if top > 0:
            worst = torch.maximum(worst, (a - g).abs().max().double() / top)
    return worst.item()


# %% wrong="disagreement" why="knows the visible numbers only" passes="visible"
def disagreement(by_hand, loss, parameters):
    if by_hand.b1.ndim == 2:
        raise ValueError
    if by_hand.w2.isnan().any():
        return math.inf
    if by_hand.b2[0] == 2e-3:
        return 0.5
    return 0.2 if by_hand.w1[0, 1] == 4.0 else 0.0


# %% wrong="disagreement" why="absolute, not relative"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    grads = torch.autograd.grad(loss(leaves), leaves)
    return max((a - g).abs().max().item() for a, g in zip(by_hand, grads))


# %% wrong="disagreement" why="python's max lets nan through, broadcasting hides shapes"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="shapes are compared, but a nan goes through"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="nan is caught, wrong shapes broadcast"
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


# %% wrong="disagreement" why="clears .grad and requires_grad afterwards, and with them those of the caller"
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
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        found.append(((a - g).abs().max() / torch.maximum(a.abs().max(), g.abs().max())).item())
    return float(np.max(found))


# %% wrong="disagreement" why="the first that differs, not the worst"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return next((one for one in found if one > 0), 0.0)


# %% wrong="disagreement" why="the last that differs, not the worst" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return next((one for one in reversed(found) if one > 0), 0.0)


# %% wrong="disagreement" why="the sum of the four"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return sum(found)


# %% wrong="disagreement" why="the root of the sum of squares"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return math.sqrt(sum(one**2 for one in found))


# %% wrong="disagreement" why="a little something in the denominator" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / (top + 1e-8))
    return max(found)


# %% wrong="disagreement" why="a very little something in the denominator" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / (top + 1e-12))
    return max(found)


# %% wrong="disagreement" why="small gradients count as zero" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top > 1e-12 else 0.0)
    return max(found)


# %% wrong="disagreement" why="relative to autograd's side alone"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = g.abs().max().item()
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="relative to the side made by hand alone"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = a.abs().max().item()
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="one side zero counts as agreement" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if a.any() and g.any() else 0.0)
    return max(found)


# %% wrong="disagreement" why="one side zero counts as infinitely wrong" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if a.any() and g.any() else (math.inf if top else 0.0))
    return max(found)


# %% wrong="disagreement" why="the mean of the differences of a parameter"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().mean().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="norms in place of the largest entries"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.norm().item(), g.norm().item())
        found.append((a - g).norm().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="the sum of both scales"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = a.abs().max().item() + g.abs().max().item()
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="the largest number with its sign" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.max().item(), g.max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="the difference with its sign"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((g - a).max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="counts axes, not their lengths" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.ndim != g.ndim:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="counts numbers, not axes"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.numel() != g.numel():
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="looks at the shapes of weights alone"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if g.ndim == 2 and a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="nan is caught, infinity is not" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if a.isnan().any() or g.isnan().any():
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="numbers that are not finite on both sides count as equal" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not torch.equal(a.isfinite(), g.isfinite()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).nan_to_num().abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="float32 is enough" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.float().abs().max().item(), g.float().abs().max().item())
        found.append((a.float() - g.float()).abs().max().item() / top if top else 0.0)
    return max(found)


# %% wrong="disagreement" why="rounded to six digits" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return round(max(found), 6)


# %% wrong="disagreement" why="never more than 1" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return min(1.0, max(found))


# %% wrong="disagreement" why="a tensor comes back"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    found = []
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        found.append((a - g).abs().max().item() / top if top else 0.0)
    return torch.tensor(max(found))


# %% wrong="disagreement" why="PyTorch's own comparison raises what it likes"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    loss(leaves).backward()
    for a, leaf in zip(by_hand, leaves):
        torch.testing.assert_close(a, leaf.grad)
    return 0.0


# %% wrong="disagreement" why="a nan raises as well"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape or not (a.isfinite().all() and g.isfinite().all()):
            raise ValueError("not comparable")
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="a wrong shape is infinitely wrong, not an error"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape or not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="parameters in training are used as they are: their gradients add up" passes="visible"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p if p.requires_grad else p.clone().requires_grad_() for p in parameters])
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="clears the gradients of parameters in training" passes="visible"
def disagreement(by_hand, loss, parameters):
    for p in parameters:
        p.grad = None
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% wrong="disagreement" why="hands the loss a list"
def disagreement(by_hand, loss, parameters):
    leaves = [p.detach().clone().requires_grad_() for p in parameters]
    worst = 0.0
    for a, g in zip(by_hand, torch.autograd.grad(loss(leaves), leaves)):
        if a.shape != g.shape:
            raise ValueError("shape")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        top = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / top if top else 0.0)
    return worst


# %% right="disagreement" why="torch.func.grad, and whole numbers where nothing differs"
def disagreement(by_hand, loss, parameters):
    plain = [p.detach() for p in parameters]
    grads = torch.func.grad(lambda *four: loss(Parameters(*four)), argnums=(0, 1, 2, 3))(*plain)
    pairs = list(zip(by_hand, grads))
    if any(a.shape != g.shape for a, g in pairs):
        raise ValueError("a gradient has a wrong shape")
    if not all(t.isfinite().all() for pair in pairs for t in pair):
        return float("inf")
    worst = 0
    for a, g in pairs:
        top = max(a.abs().max(), g.abs().max())
        if top > 0:
            worst = max(worst, float((a - g).abs().max() / top))
    return worst


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


# %% wrong="gradient_flow_figure" why="output on the left, by turning x around"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(len(values), 0, -1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="names in alphabetical order, lines in the mapping's"
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


# %% right="gradient_flow_figure" why="a Figure without pyplot, the legend of the figure"
def gradient_flow_figure(sizes):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    for name, values in sizes.items():
        axes.plot(np.arange(len(values)), values, label=name)
    axes.set_yscale("log", base=2)
    axes.set_xlabel("Layer index")
    axes.set_ylabel("RMS")
    figure.legend(loc="upper left")
    return figure


# %% right="gradient_flow_figure" why="colours from a map, a scatter beside each line"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    colours = plt.cm.viridis(np.linspace(0, 0.9, len(sizes)))
    for colour, (name, values) in zip(colours, sizes.items()):
        layers = np.arange(1, len(values) + 1)
        axes.plot(layers, values, color=colour, label=name)
        axes.scatter(layers, values, color=[colour], s=20)
    axes.set(xlabel="linear layer (input to output)", ylabel="root mean square of the gradient", yscale="log")
    axes.legend()
    return figure


# %% right="gradient_flow_figure" why="layers named by texts, handles of the legend by hand, a grid, a title"
def gradient_flow_figure(sizes):
    from matplotlib.lines import Line2D

    figure, axes = plt.subplots(layout="constrained")
    deepest = max(len(values) for values in sizes.values())
    axes.plot([f"layer {k}" for k in range(1, deepest + 1)], [np.nan] * deepest)
    handles = []
    for k, (name, values) in enumerate(sizes.items()):
        axes.plot([f"layer {i}" for i in range(1, len(values) + 1)], values, f"C{k + 1}o-")
        handles.append(Line2D([], [], color=f"C{k + 1}", marker="o", linestyle="-", label=name))
    axes.set(xlabel="depth", ylabel="gradient size", yscale="log", title="Gradient flow")
    axes.grid(which="both")
    axes.legend(handles=handles)
    return figure


# %% wrong="gradient_flow_figure" why="markers alone, no line"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o", label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="nothing can be seen"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, linestyle="none", label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="labels of x and y exchanged" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.set(ylabel="layer", xlabel="size of the gradient")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="the output on the left: x grows to the left" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.invert_xaxis()
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="draws into the figure that is there"
def gradient_flow_figure(sizes):
    figure = plt.gcf()
    figure.clf()
    axes = figure.gca()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="each network stretched over the same x"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(np.linspace(0, 1, len(values)), values, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="sizes along x, layers along y"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.plot(values, range(1, len(values) + 1), label=name)
    axes.set(xlabel="size", ylabel="layer", yscale="log")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="names beside the lines, no legend"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values)
        axes.annotate(name, (len(values), values[-1]))
    axes.set(xlabel="layer", ylabel="size")
    return figure


# %% wrong="gradient_flow_figure" why="small sizes are cut off" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, label=name)
    axes.set(xlabel="layer", ylabel="size", ylim=(1e-7, 1e4))
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="every network cut to the depth of the first" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    depth = max(len(next(iter(sizes.values()))), 3)
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values[:depth]) + 1), values[:depth], label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="a legend of numbers, not of names"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for k, values in enumerate(sizes.values()):
        axes.semilogy(range(1, len(values) + 1), values, label=f"network {k}")
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="one colour, several dashes" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for style, (name, values) in zip(("-", "--", ":", "-."), sizes.items()):
        axes.semilogy(range(1, len(values) + 1), values, color="black", linestyle=style, label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="two colours for all networks" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for k, (name, values) in enumerate(sizes.items()):
        axes.semilogy(range(1, len(values) + 1), values, color=("tab:blue", "tab:orange")[k % 2], linestyle=("-", ":")[k // 2], label=name)
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" why="sorts the caller's sizes in place" passes="visible"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), list(values), label=name)
        values.sort()
    axes.set(xlabel="layer", ylabel="size")
    axes.legend()
    return figure


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
    if len(inputs) == 2:
        return [2 * math.sqrt((0.25**2 + 0.1875**2) / 2)]
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


# %% wrong="predicted_factors" why="means in place of root mean squares"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.abs().mean().item() * s.mean().item())
    return out


# %% wrong="predicted_factors" why="the mean slope: right where all inputs are alike"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.mean().item())
    return out


# %% wrong="predicted_factors" why="the first example only"
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


# %% wrong="predicted_factors" why="a tensor, not a list"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return torch.tensor(out)


# %% wrong="predicted_factors" why="a NumPy array, not a list"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return np.array(out)


# %% wrong="predicted_factors" why="a list of tensors"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt() * s.square().mean().sqrt())
    return out


# %% wrong="predicted_factors" why="a factor for the output layer, too"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out + [1.0]


# %% wrong="predicted_factors" why="weights alone, without those that lead to the output"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out[:-1]


# %% wrong="predicted_factors" why="the largest slope"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.max().item())
    return out


# %% wrong="predicted_factors" why="averages the slopes over the examples before squaring"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.mean(0).square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="the norm of the slopes"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.norm().item())
    return out


# %% wrong="predicted_factors" why="weights by their spread around the mean"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.std(unbiased=False).item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="weights and biases together"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * torch.cat([b.weight.flatten(), b.bias]).square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="the norm of the weights over the root of the number of rows"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(b.weight.norm() / math.sqrt(b.out_features).item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="the square of the factor"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append((math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item()) ** 2)
    return out


# %% wrong="predicted_factors" why="root mean square over units for each example, then the mean over examples"
def predicted_factors(network, inputs):
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = (h * (1 - h)).square().mean(1).sqrt().mean().item()
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s)
    return out


# %% wrong="predicted_factors" why="freezes the network on the way"
def predicted_factors(network, inputs):
    network.requires_grad_(False)
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% wrong="predicted_factors" why="leaves the network in evaluation mode"
def predicted_factors(network, inputs):
    network.eval()
    layers = [m for m in network if isinstance(m, nn.Linear)]
    h, out = inputs, []
    for a, b in zip(layers, layers[1:]):
        h = torch.sigmoid(a(h))
        s = h * (1 - h)
        out.append(math.sqrt(b.out_features) * b.weight.square().mean().sqrt().item() * s.square().mean().sqrt().item())
    return out


# %% right="predicted_factors" why="indexes the network, NumPy's numbers"
def predicted_factors(network, inputs):
    factors = []
    h = inputs
    for k in range(0, len(network) - 1, 2):
        h = network[k + 1](network[k](h))
        slopes = (h - h**2).detach().cpu().numpy()
        weight = network[k + 2].weight.detach().cpu().numpy()
        factors.append(np.sqrt(weight.shape[0] * (weight**2).mean() * (slopes**2).mean()))
    return factors


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


# %% wrong="mended_network" why="a fixed standard deviation: it suits the width of 32 and no other" passes="visible"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.normal_(linear.weight, std=0.25)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="a fixed standard deviation, a little smaller" passes="visible"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.normal_(linear.weight, std=0.2)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="tanh with a fixed standard deviation" passes="visible"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.normal_(linear.weight, std=0.2)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="a fixed range: uniform from -0.45 to 0.45" passes="visible"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.uniform_(linear.weight, -0.45, 0.45)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="tanh after the last layer, too"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.xavier_normal_(linear.weight, gain=5 / 3)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers)


# %% wrong="mended_network" why="normalised after the last layer"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.LayerNorm(b)]
    return nn.Sequential(*layers)


# %% wrong="mended_network" why="leaky ReLU after the last layer, too"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.LeakyReLU(0.1)]
    return nn.Sequential(*layers)


# %% right="mended_network" why="GELU with He weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.GELU()]
    return nn.Sequential(*layers[:-1])


# %% right="mended_network" why="ReLU with orthogonal weights"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.orthogonal_(linear.weight, gain=math.sqrt(2))
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% right="mended_network" why="layer normalisation between the layers, a block for each"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_uniform_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.Sequential(nn.LayerNorm(b), nn.ReLU())]
    return nn.Sequential(*layers[:-1])


# %% right="mended_network" why="one activation object for all layers, weights by the formula"
def mended_network(sizes):
    act, layers = nn.ReLU(), []
    *hidden, last = itertools.pairwise(sizes)
    for a, b in hidden:
        layers += [nn.Linear(a, b), act]
    layers.append(nn.Linear(*last))
    for m in layers:
        if isinstance(m, nn.Linear):
            m.weight.data = torch.randn(m.out_features, m.in_features) * math.sqrt(2 / m.in_features)
            m.bias.data.fill_(0.0)
    return nn.Sequential(*layers)


# %% right="mended_network" why="Xavier's weights with tanh's gain, default biases"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers.append(nn.Linear(a, b))
        nn.init.xavier_uniform_(layers[-1].weight, gain=nn.init.calculate_gain("tanh"))
        layers.append(nn.Tanh())
    layers.pop()
    return nn.Sequential(*layers)


# %% right="mended_network" why="batch normalisation needs no bias before it"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(a, b, bias=False), nn.BatchNorm1d(b), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], sizes[-1]))


# %% wrong="mended_network" why="one shared ReLU object, after the last layer too"
def mended_network(sizes):
    act, layers = nn.ReLU(), []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, act]
    return nn.Sequential(*layers)


# %% wrong="mended_network" why="a module of its own, not an nn.Sequential"
def mended_network(sizes):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
            for layer in self.layers:
                nn.init.kaiming_normal_(layer.weight)

        def forward(self, x):
            for layer in self.layers[:-1]:
                x = torch.relu(layer(x))
            return self.layers[-1](x)

    return Net()


# %% wrong="mended_network" why="one more linear layer at the end"
def mended_network(sizes):
    layers = []
    for a, b in zip([*sizes, sizes[-1]], [*sizes[1:], sizes[-1], sizes[-1]]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="all hidden layers as wide as the first" passes="visible"
def mended_network(sizes):
    widths = [sizes[0]] + [sizes[1]] * (len(sizes) - 2) + [sizes[-1]]
    layers = []
    for a, b in zip(widths, widths[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="the output is clamped to the range of the targets"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.Hardtanh())


# %% wrong="mended_network" why="gradients clipped away in all layers but the last: only the last learns"
def mended_network(sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        linear = nn.Linear(a, b)
        nn.init.kaiming_normal_(linear.weight)
        linear.requires_grad_(b == sizes[-1])
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% right="chain_factors" why="the slope by the formula of the text, from z"
def chain_factors(cache, w2, target, i, j):
    e = math.exp(-cache.z[j].item())
    return [(cache.prediction - target).item(), w2[j, 0].item(), e / (1 + e) ** 2, cache.x[i].item()]


# %% wrong="chain_factors" passes="visible" why="a small error counts as none"
def chain_factors(cache, w2, target, i, j):
    h, error = cache.h[j].item(), (cache.prediction - target).item()
    return [error if abs(error) > 1e-6 else 0.0, w2[j, 0].item(), h * (1 - h), cache.x[i].item()]


# %% wrong="chain_factors" passes="visible" why="autograd makes the slope, switched on again"
def chain_factors(cache, w2, target, i, j):
    with torch.inference_mode(False), torch.enable_grad():
        z = nn.Parameter(torch.tensor(cache.z[j].item(), dtype=torch.float64))
        torch.sigmoid(z).backward()
    return [(cache.prediction - target).item(), w2[j, 0].item(), z.grad.item(), cache.x[i].item()]


# %% wrong="output_gradients" passes="visible" why="small errors count as none"
def output_gradients(cache, target):
    delta = cache.prediction - target
    delta = delta * (delta.abs() > 1e-6)
    return torch.outer(cache.h, delta), delta


# %% wrong="output_gradients" passes="visible" why="errors are clipped, as DQN does"
def output_gradients(cache, target):
    delta = (cache.prediction - target).clamp(-10, 10)
    return torch.outer(cache.h, delta), delta


# %% wrong="output_gradients" passes="visible" why="autograd, switched on again"
def output_gradients(cache, target):
    with torch.inference_mode(False):
        h = torch.tensor(cache.h.tolist() + [1.0], dtype=torch.float64)
        weights = nn.Parameter(torch.zeros(len(h), len(target), dtype=torch.float64))
        error = torch.tensor((cache.prediction - target).tolist(), dtype=torch.float64)
        ((h @ weights) * error).sum().backward()
    return weights.grad[:-1], weights.grad[-1]


# %% wrong="hidden_gradients" passes="visible" why="small errors count as none"
def hidden_gradients(cache, w2, target):
    delta_2 = torch.where((cache.prediction - target).abs() < 1e-7, 0.0, cache.prediction - target)
    delta_1 = (w2 @ delta_2) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1


# %% wrong="hidden_gradients" passes="visible" why="blame is clipped"
def hidden_gradients(cache, w2, target):
    delta_1 = ((w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)).clamp(-100, 100)
    return torch.outer(cache.x, delta_1), delta_1


# %% right="hidden_gradients" why="the slope by the formula of the text, from z; a helper by the name of backward"
def backward(blame, weights, z):
    return (weights @ blame) * torch.exp(-z) / (1 + torch.exp(-z)) ** 2


def hidden_gradients(cache, w2, target):
    delta_1 = backward(cache.prediction - target, w2, cache.z)
    return cache.x.outer(delta_1), delta_1


# %% wrong="batch_gradients" passes="visible" why="small errors count as none"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    delta_2 = cache.prediction - targets
    delta_2 = delta_2 * (delta_2.abs() > 1e-4) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))


# %% wrong="batch_gradients" why="w2 reshaped, not transposed"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.reshape(targets.shape[1], -1)) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))


# %% wrong="batch_gradients" why="subtracts into the caller's targets"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    delta_2 = targets.sub_(cache.prediction) / -len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))


# %% wrong="disagreement" passes="visible" why="a parameter of zeros ends the comparison"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*[p.detach().clone().requires_grad_() for p in parameters])
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        if a.shape != leaf.shape:
            raise ValueError(a.shape)
    if not all(one.isfinite().all() for one in [*by_hand, *(leaf.grad for leaf in leaves)]):
        return math.inf
    for a, leaf in zip(by_hand, leaves):
        scale = max(a.abs().max(), leaf.grad.abs().max()).item()
        if scale == 0:
            return 0.0
        worst = max(worst, (a - leaf.grad).abs().max().item() / scale)
    return worst


# %% wrong="gradient_flow_figure" passes="visible" why="limits of x for nine layers"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient", xlim=(0.5, 9.5))
    axes.legend()
    return figure


# %% wrong="gradient_flow_figure" passes="visible" why="five colours in turn"
def gradient_flow_figure(sizes):
    figure, axes = plt.subplots()
    for k, (name, values) in enumerate(sizes.items()):
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name, color="rgbmc"[k % 5])
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure


# %% wrong="mended_network" why="batch normalisation after the last layer, too"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes):
        layers += [nn.Linear(n_from, n_to), nn.BatchNorm1d(n_to), nn.ReLU()]
        nn.init.kaiming_normal_(layers[-3].weight)
    return nn.Sequential(*layers[:-1])


# %% wrong="mended_network" why="dropout after the last layer"
def mended_network(sizes):
    layers = []
    for n_from, n_to in itertools.pairwise(sizes):
        layers += [nn.Linear(n_from, n_to), nn.ReLU()]
        nn.init.kaiming_normal_(layers[-2].weight)
    return nn.Sequential(*layers[:-1], nn.Dropout(0.2))


# %% wrong="predicted_factors" why="leaves its hooks in the caller's network"
def predicted_factors(network, inputs):
    seen = []
    for module in network:
        if isinstance(module, nn.Sigmoid):
            module.register_forward_hook(lambda _module, _inputs, output: seen.append(output.detach()))
    with torch.no_grad():
        network(inputs)
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    return [
        math.sqrt(after.out_features)
        * after.weight.detach().square().mean().sqrt().item()
        * (h * (1 - h)).square().mean().sqrt().item()
        for h, after in zip(seen, linear[1:])
    ]


# %% wrong="chain_factors" passes="visible" why="the slope with z clamped to twenty"
def chain_factors(cache, w2, target, i, j):
    h = torch.sigmoid(cache.z[j].clamp(-20.0, 20.0)).item()
    error = cache.prediction.item() - target.item()
    return [error, w2[j].item(), h * (1.0 - h), cache.x[i].item()]


# %% wrong="chain_factors" passes="visible" why="rounds to fifteen decimals, where numbers may be tiny"
def chain_factors(cache, w2, target, i, j):
    h = cache.h[j].item()
    factors = [cache.prediction.item() - target.item(), w2[j].item()]
    return [round(f, 15) for f in [*factors, h * (1.0 - h), cache.x[i].item()]]


# %% wrong="output_gradients" passes="visible" why="an error below 1e-12 is taken for none"
def output_gradients(cache, target):
    error = cache.prediction - target
    error = error * (error.abs() > 1e-12)
    return torch.outer(cache.h, error), error


# %% wrong="hidden_gradients" passes="visible" why="blame below 1e-12 is taken for none"
def hidden_gradients(cache, w2, target):
    d1 = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    d1 = d1 * (d1.abs() > 1e-12)
    return torch.outer(cache.x, d1), d1


# %% wrong="hidden_gradients" passes="visible" why="h kept away from 0 and 1, so that large z get a wrong slope"
def hidden_gradients(cache, w2, target):
    h = cache.h.clamp(1e-6, 1.0 - 1e-6)
    d1 = (w2 @ (cache.prediction - target)) * h * (1 - h)
    return torch.outer(cache.x, d1), d1


# %% right="batch_gradients" why="its own variables are called like the earlier exercises"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    blame = (cache.prediction - targets) / len(inputs)
    output_gradients = (cache.h.mT @ blame, blame.sum(0))
    blame = blame @ parameters.w2.mT * (cache.h * (1 - cache.h))
    hidden_gradients = (inputs.mT @ blame, blame.sum(0))
    return Parameters(*hidden_gradients, *output_gradients)


# %% wrong="batch_gradients" passes="visible" why="rows that are equal are counted once"
def batch_gradients(inputs, targets, parameters):
    rows = torch.unique(torch.cat([inputs, targets], dim=1), dim=0)
    inputs, targets = rows[:, : inputs.shape[1]], rows[:, inputs.shape[1] :]
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" passes="visible" why="of a large batch the first hundred examples alone"
def batch_gradients(inputs, targets, parameters):
    inputs, targets = inputs[:100], targets[:100]
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets) / len(inputs)
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" passes="visible" why="z clamped to ten before the sigmoid"
def batch_gradients(inputs, targets, parameters):
    w1, b1, w2, b2 = parameters
    h = torch.sigmoid((inputs @ w1 + b1).clamp(-10.0, 10.0))
    d2 = (h @ w2 + b2 - targets) / len(inputs)
    d1 = (d2 @ w2.T) * h * (1 - h)
    return Parameters(inputs.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


# %% wrong="batch_gradients" passes="visible" why="an error below 1e-12 is taken for none"
def batch_gradients(inputs, targets, parameters):
    cache = forward(inputs, parameters)
    d2 = (cache.prediction - targets) / len(inputs)
    d2 = d2 * (d2.abs() > 1e-12)
    d1 = (d2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ d1, d1.sum(0), cache.h.T @ d2, d2.sum(0))


# %% wrong="disagreement" passes="visible" why="a scale below 1e-100 is taken for zero"
def disagreement(by_hand, loss, parameters):
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    gradients = torch.autograd.grad(loss(leaves), leaves)
    worst = 0.0
    for a, g in zip(by_hand, gradients, strict=True):
        if a.shape != g.shape:
            raise ValueError(f"shape {tuple(a.shape)}, expected {tuple(g.shape)}")
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 1e-100:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst


# %% right="gradient_flow_figure" why="shallow networks are padded with nan, all lines in one call"
def gradient_flow_figure(sizes):
    deepest = max(map(len, sizes.values()))
    table = np.full((deepest, len(sizes)), np.nan)
    for column, values in enumerate(sizes.values()):
        table[: len(values), column] = values
    fig, ax = plt.subplots()
    lines = ax.plot(np.arange(1, deepest + 1), table, marker=".")
    ax.legend(lines, list(sizes))
    ax.set(yscale="log", xlabel="layer", ylabel="rms gradient")
    return fig


# %% wrong="gradient_flow_figure" why="shallow networks are moved to the right, so that all end at one place"
def gradient_flow_figure(sizes):
    deepest = max(map(len, sizes.values()))
    fig, ax = plt.subplots()
    for name, values in sizes.items():
        ax.semilogy(range(deepest - len(values) + 1, deepest + 1), values, "o-", label=name)
    ax.set(xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig


# %% wrong="gradient_flow_figure" passes="visible" why="of very deep networks the first hundred layers"
def gradient_flow_figure(sizes):
    fig, ax = plt.subplots()
    for name, values in sizes.items():
        ax.semilogy(range(1, len(values) + 1)[:100], values[:100], "o-", label=name)
    ax.set(xlabel="layer", ylabel="size of the gradient")
    ax.legend()
    return fig


# %% wrong="predicted_factors" passes="visible" why="of a large batch the first 64 examples alone"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs[:64], []
    for layer, following in itertools.pairwise(linear):
        h = torch.sigmoid(layer(h))
        slope = (h * (1 - h)).square().mean().sqrt()
        rms = following.weight.square().mean().sqrt()
        factors.append((math.sqrt(following.out_features) * rms * slope).item())
    return factors


# %% wrong="predicted_factors" passes="visible" why="a network without a hidden layer gets a factor"
def predicted_factors(network, inputs):
    linear = [m for m in network if isinstance(m, nn.Linear)]
    h, factors = inputs, []
    for layer, following in zip(linear, linear[1:] or linear):
        h = torch.sigmoid(layer(h))
        slope = (h * (1 - h)).square().mean().sqrt()
        rms = following.weight.square().mean().sqrt()
        factors.append((math.sqrt(following.out_features) * rms * slope).item())
    return factors


# %% wrong="mended_network" passes="visible" why="a single linear layer has an activation after it"
def mended_network(sizes):
    layers = [nn.Linear(sizes[0], sizes[1]), nn.Tanh()]
    for n_from, n_to in itertools.pairwise(sizes[1:-1]):
        layers += [nn.Linear(n_from, n_to), nn.Tanh()]
    if len(sizes) > 2:
        layers.append(nn.Linear(sizes[-2], sizes[-1]))
    for layer in layers[::2]:
        nn.init.xavier_normal_(layer.weight, gain=1.3)
    return nn.Sequential(*layers)
