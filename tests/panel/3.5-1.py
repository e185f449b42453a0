# %% right="chain_factors" why="one line for each factor, item each time"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    error = (cache.prediction - target).item()
    h_j = cache.h[j].item()
    return [error, w2[j, 0].item(), h_j * (1 - h_j), cache.x[i].item()]

# %% right="chain_factors" why="all lists first, then plain Python"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    x, _, h, (prediction,) = (part.tolist() for part in cache)
    (y,) = target.tolist()
    weight = w2.tolist()[j][0]
    return [prediction - y, weight, h[j] - h[j] ** 2, x[i]]

# %% right="chain_factors" why="one tensor of four entries, made a list at the end"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    def _slope(z: Tensor) -> Tensor:
        return torch.sigmoid(z) * torch.sigmoid(-z)

    factors = torch.stack(
        [cache.prediction[0] - target[0], w2[j, 0], _slope(cache.z[j]), cache.x[i]]
    )
    return factors.tolist()

# %% right="chain_factors" why="NumPy arrays, matrix indexed flat, numbers by float"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    hidden = cache.h.detach().numpy()
    inputs_ = cache.x.detach().numpy()
    out: list[float] = []
    out.append(float(cache.prediction.sum() - target.sum()))
    out.append(float(w2.detach().numpy().ravel()[j]))
    out.append(float(hidden[j] * (1.0 - hidden[j])))
    out.append(float(inputs_[i]))
    return out

# %% wrong="chain_factors" why="the error without its sign: the first factor is the derivative prediction - target, below 0 where the prediction is too low"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    error = (cache.prediction - target).abs().item()
    h = cache.h[j].item()
    return [error, w2[j, 0].item(), h * (1 - h), cache.x[i].item()]

# %% wrong="chain_factors" why="squeeze of w2 leaves no index for a single hidden unit: shape [n_hidden, 1]"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    weights = w2.squeeze()
    h = cache.h.squeeze()
    return [
        (cache.prediction - target).item(),
        weights[j].item(),
        (h[j] * (1 - h[j])).item(),
        cache.x[i].item(),
    ]

# %% wrong="chain_factors" why="squeezes the caller's w2 in place: its shape is changed, arguments belong to the caller"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    w = w2.squeeze_(-1) if w2.dim() == 2 else w2
    h = cache.h[j].item()
    return [(cache.prediction - target).item(), w[j].item(), h * (1 - h), cache.x[i].item()]

# %% wrong="chain_factors" why="i and j exchanged at hidden unit and input: i is the input that the weight starts from, j the hidden unit"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    h = cache.h[i].item()
    return [
        cache.prediction.item() - target.item(),
        w2[i, 0].item(),
        h * (1 - h),
        cache.x[j].item(),
    ]

# %% wrong="chain_factors" why="target - prediction: the first factor has the wrong sign"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    h = cache.h[j].item()
    return [(target - cache.prediction).item(), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]

# %% wrong="chain_factors" why="slope formula on z instead of h: the derivative is h (1 - h)"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    z = cache.z[j].item()
    return [(cache.prediction - target).item(), w2[j, 0].item(), z * (1 - z), cache.x[i].item()]

# %% wrong="chain_factors" why="the blame passed on at each step instead of the local factors: Their product is the derivative"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    h = cache.h[j].item()
    factors = [(cache.prediction - target).item(), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]
    return list(itertools.accumulate(factors, lambda a, b: a * b))

# %% wrong="chain_factors" why="from the weight to the loss: in this order, from the loss backwards"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    h = cache.h[j].item()
    factors = [cache.x[i].item(), h * (1 - h), w2[j, 0].item()]
    factors.append((cache.prediction - target).item())
    return factors

# %% wrong="chain_factors" why="changes the cache in place: the prediction of the caller becomes the error"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    error = cache.prediction
    error -= target
    h = cache.h[j].item()
    return [error.item(), w2[j, 0].item(), h * (1 - h), cache.x[i].item()]

# %% wrong="chain_factors" why="a sigmoid by math.exp(-z) again, which overflows for z below -709, though h is in the cache: no factors then"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    z = cache.z[j].item()
    slope = math.exp(-z) / (1 + math.exp(-z)) ** 2
    return [(cache.prediction - target).item(), w2[j, 0].item(), slope, cache.x[i].item()]

# %% right="output_gradients" why="torch.outer"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_2 = cache.prediction - target
    return torch.outer(cache.h, delta_2), delta_2

# %% right="output_gradients" why="broadcasting a column against a row"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    blame = torch.sub(cache.prediction, target)
    gradient_w2 = cache.h[:, None] * blame[None, :]
    gradient_b2 = blame.clone()
    return gradient_w2, gradient_b2

# %% right="output_gradients" why="einsum, blame from a helper"
def _blame(prediction: Tensor, target: Tensor) -> Tensor:
    return prediction - target


def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    d = _blame(cache.prediction, target)
    return torch.einsum("j,k->jk", cache.h, d), d

# %% right="output_gradients" why="a matrix product of a column and a row, the bias by an input of 1"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    row = (cache.prediction - target).unsqueeze(0)
    with_one = torch.cat([cache.h, cache.h.new_ones(1)]).unsqueeze(1)
    both = with_one @ row
    return both[:-1], both[-1]

# %% wrong="output_gradients" why="subtracts in place: the cached prediction is changed, arguments belong to the caller"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    error = cache.prediction
    error -= target
    return torch.outer(cache.h, error), error

# %% wrong="output_gradients" why="written for two hidden units: shape [n_hidden, n_out]"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    return cache.h.view(2, 1) * delta, delta

# %% wrong="output_gradients" why="squeeze makes a scalar of a single hidden unit, which outer refuses: shape [n_hidden, n_out]"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    hidden = cache.h.squeeze()
    return torch.outer(hidden, delta), delta

# %% wrong="output_gradients" why="errors below 1e-6 count as none: the blame is prediction - target, of any size"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    delta = torch.where(delta.abs() < 1e-6, torch.zeros_like(delta), delta)
    return torch.outer(cache.h, delta), delta

# %% wrong="output_gradients" why="outer product the other way round: shape [n_out, n_hidden], not [n_hidden, n_out]"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    return torch.outer(delta, cache.h), delta

# %% wrong="output_gradients" why="target - prediction: the opposite of the gradient"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = target - cache.prediction
    return torch.outer(cache.h, delta), delta

# %% wrong="output_gradients" why="averages over the outputs: the loss is summed over outputs, delta_k = prediction_k - y_k"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = (cache.prediction - target) / target.numel()
    return torch.outer(cache.h, delta), delta

# %% wrong="output_gradients" why="with a loop: without a loop"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    return torch.stack([h * delta for h in cache.h]), delta

# %% wrong="output_gradients" why="z in place of h: what goes in is the activation"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    return torch.outer(cache.z, delta), delta

# %% wrong="output_gradients" why="the bias gets a row for the example: shape [n_out] is promised"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = (cache.prediction - target).reshape(1, -1)
    return cache.h.reshape(-1, 1) @ delta, delta

# %% wrong="output_gradients" why="the pair is exchanged: The gradient of w2, and of b2"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    return delta, torch.outer(cache.h, delta)

# %% right="hidden_gradients" why="matrix times vector, then outer"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_2 = cache.prediction - target
    delta_1 = (w2 @ delta_2) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1

# %% right="hidden_gradients" why="each weight by itself in two nested loops, sums over paths in Python"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    n_hidden, n_out = w2.shape
    errors = [(cache.prediction[k] - target[k]).item() for k in range(n_out)]
    gradient_w1 = cache.x.new_zeros(len(cache.x), n_hidden)
    gradient_b1 = cache.h.new_zeros(n_hidden)
    for j in range(n_hidden):
        by_h = 0.0
        for k, error in enumerate(errors):
            by_h += w2[j, k].item() * error
        h = cache.h[j].item()
        gradient_b1[j] = by_h * h * (1.0 - h)
        for i, x in enumerate(cache.x.tolist()):
            gradient_w1[i, j] = x * gradient_b1[j].item()
    return gradient_w1, gradient_b1

# %% right="hidden_gradients" why="einsum for both products, slope from z"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    slope = torch.sigmoid(cache.z) * torch.sigmoid(-cache.z)
    blame = torch.einsum("jk,k,j->j", w2, cache.prediction - target, slope)
    return torch.einsum("i,j->ij", cache.x, blame), blame

# %% right="hidden_gradients" why="rows: blame times the transpose, broadcasting in place of outer"
def _back(blame: Tensor, weights: Tensor, activation: Tensor) -> Tensor:
    through = blame.unsqueeze(0).matmul(weights.t()).squeeze(0)
    return through * (activation - activation.square())


def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    d1 = _back(cache.prediction - target, w2, cache.h)
    return cache.x[:, None] * d1, d1

# %% right="hidden_gradients" why="NumPy all the way, tensors at the end"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    x, _, h, prediction = (np.asarray(one.detach().tolist(), dtype=np.float64) for one in cache)
    delta = prediction - target.detach().numpy()
    blame = (w2.detach().numpy() * delta).sum(axis=1) * h * (1 - h)
    return torch.tensor(np.outer(x, blame)), torch.tensor(blame)

# %% wrong="hidden_gradients" why="makes the slopes in place in the cached h: the caller's cache is changed"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    slope = cache.h
    slope *= 1 - cache.h.clone()
    blame = (w2 @ (cache.prediction - target)) * slope
    return torch.outer(cache.x, blame), blame

# %% wrong="hidden_gradients" why="the error is subtracted into the cached prediction: the caller's cache is changed"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_2 = cache.prediction.sub_(target)
    delta_1 = (w2 @ delta_2) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1

# %% wrong="hidden_gradients" why="written for two hidden units: shape [n_in, n_hidden]"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    return cache.x.view(-1, 1) * delta.view(1, 2), delta

# %% wrong="hidden_gradients" why="the slope by exp(-z) / (1 + exp(-z))^2 is nan for z below -709, where h (1 - h) is 0"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    e = torch.exp(-cache.z)
    slope = e / (1 + e) ** 2
    delta = (w2 @ (cache.prediction - target)) * slope
    return torch.outer(cache.x, delta), delta

# %% wrong="hidden_gradients" why="two outputs at most: its blame is a sum over paths, one for each output"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta = cache.prediction - target
    by_h = w2[:, 0] * delta[0]
    if len(delta) > 1:
        by_h = by_h + w2[:, 1] * delta[1]
    delta_1 = by_h * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1

# %% wrong="hidden_gradients" why="squeeze drops the axis of a single input or a single hidden unit: shape [n_in, n_hidden]"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_1 = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1).squeeze(), delta_1

# %% wrong="hidden_gradients" why="no slope: on the way back it is multiplied by the local slope h (1 - h)"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_1 = w2 @ (cache.prediction - target)
    return torch.outer(cache.x, delta_1), delta_1

# %% wrong="hidden_gradients" why="only the first output is heard: blame is a sum over k"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    error = cache.prediction[0] - target[0]
    delta_1 = error * w2[:, 0] * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1

# %% wrong="hidden_gradients" why="rows for hidden units, columns for inputs: shape [n_in, n_hidden] is promised"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_1 = (w2 @ (cache.prediction - target)) * cache.h * (1 - cache.h)
    return torch.outer(delta_1, cache.x), delta_1

# %% wrong="hidden_gradients" why="w2 read row by row as if it were [n_out, n_hidden]: the sum goes over the wrong weights with several outputs"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    delta_2 = cache.prediction - target
    by_h = delta_2 @ w2.reshape(len(delta_2), -1)
    delta_1 = by_h * cache.h * (1 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1

# %% wrong="hidden_gradients" why="sigmoid applied once more: the slope is h (1 - h), not s(h) (1 - s(h))"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    s = torch.sigmoid(cache.h)
    delta_1 = (w2 @ (cache.prediction - target)) * s * (1 - s)
    return torch.outer(cache.x, delta_1), delta_1

# %% right="batch_gradients" why="matrix products, 1/B once at the start"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(
        w1=inputs.T @ delta_1,
        b1=delta_1.sum(dim=0),
        w2=cache.h.T @ delta_2,
        b2=delta_2.sum(dim=0),
    )

# %% right="batch_gradients" why="example by example, sums of outer products, divided at the end"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    totals = [torch.zeros_like(one) for one in parameters]
    for x, y in zip(inputs, targets):
        cache = forward(x, parameters)
        d2 = cache.prediction - y
        d1 = torch.mv(parameters.w2, d2) * cache.h * (1.0 - cache.h)
        for total, one in zip(totals, (torch.outer(x, d1), d1, torch.outer(cache.h, d2), d2)):
            total += one
    return Parameters(*(total / inputs.shape[0] for total in totals))

# %% right="batch_gradients" why="own forward pass, einsum and a mean over the examples"
def _loss_slopes(predictions: Tensor, targets: Tensor) -> Tensor:
    return predictions - targets


def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    w1, b1, w2, b2 = parameters
    hidden = torch.sigmoid(torch.addmm(b1, inputs, w1))
    d2 = _loss_slopes(torch.addmm(b2, hidden, w2), targets)
    d1 = torch.einsum("bk,jk->bj", d2, w2) * (hidden - hidden**2)
    per_example_w1 = torch.einsum("bi,bj->bij", inputs, d1)
    per_example_w2 = hidden[:, :, None] * d2[:, None, :]
    return Parameters(per_example_w1.mean(0), d1.mean(0), per_example_w2.mean(0), d2.mean(0))

# %% right="batch_gradients" why="a column of ones carries the biases through the same products"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    n = inputs.size(0)
    ones = inputs.new_ones(n, 1)
    _, _, h, prediction = forward(inputs, parameters)

    def layer(ins: Tensor, blame: Tensor) -> tuple[Tensor, Tensor]:
        table = torch.cat([ins, ones], dim=1).mT @ blame / n
        return table[:-1], table[-1]

    blame = prediction - targets
    by_w2, by_b2 = layer(h, blame)
    by_w1, by_b1 = layer(inputs, blame @ parameters.w2.mT * torch.mul(h, 1 - h))
    return Parameters(b1=by_b1, b2=by_b2, w1=by_w1, w2=by_w2)

# %% right="batch_gradients" why="in place on its own cache after the products that need h"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    with torch.no_grad():
        seen = forward(inputs, parameters)
        blame = seen.prediction.sub_(targets).div_(targets.size(0))
        grads = {"w2": seen.h.t() @ blame, "b2": blame.sum(0)}
        slopes = seen.h.mul_(1 - seen.h.clone())
        blame = blame.matmul(parameters.w2.t()).mul_(slopes)
        grads |= {"w1": inputs.t() @ blame, "b1": blame.sum(0)}
    return Parameters(**grads)

# %% wrong="batch_gradients" why="divides by all entries, outputs too: summed over outputs, averaged over examples"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / targets.numel()
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="reshapes where it should transpose: wrong entries in w2's gradient with several outputs"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    by_w2 = (delta_2.T @ cache.h).reshape(parameters.w2.shape)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), by_w2, delta_2.sum(0))

# %% wrong="batch_gradients" why="w2 reshaped, not transposed, on the way back: wrong blame with several outputs"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    n_hidden, n_out = parameters.w2.shape
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.reshape(n_out, n_hidden)) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="errors of the outputs are summed before they meet their weights: sum over k of W_jk delta_k"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    back = delta_2.sum(dim=1, keepdim=True) * parameters.w2.sum(dim=1)
    delta_1 = back * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="w2 squeezed and multiplied by broadcasting: holds for one output only, and fails or misleads with several"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = delta_2 * parameters.w2.squeeze() * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="subtracts into the caller's targets: arguments are not changed"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = targets
    delta_2 -= cache.prediction
    delta_2 = -delta_2 / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="squeezes the errors and adds the axis again: fails for a batch of one, and for several outputs"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    error = (cache.prediction - targets).squeeze() / len(inputs)
    delta_2 = error[:, None]
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="sums over the examples: averaged over examples"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = cache.prediction - targets
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="1/B at the start and a mean for the biases: divided by B twice there"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, delta_1.mean(0), cache.h.T @ delta_2, delta_2.mean(0))

# %% wrong="batch_gradients" why="mean slopes of the batch for every example: each example has its own h (1 - h)"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    h = cache.h.mean(dim=0)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * h * (1 - h)
    return Parameters(inputs.T @ delta_1, delta_1.sum(0), cache.h.T @ delta_2, delta_2.sum(0))

# %% wrong="batch_gradients" why="biases keep the axis of the batch: each of the shape of its parameter"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(
        inputs.T @ delta_1,
        delta_1.sum(0, keepdim=True),
        cache.h.T @ delta_2,
        delta_2.sum(0, keepdim=True),
    )

# %% wrong="batch_gradients" why="b1 and w2 exchanged in the tuple: The gradients of w1, b1, w2 and b2"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    cache = forward(inputs, parameters)
    delta_2 = (cache.prediction - targets) / len(inputs)
    delta_1 = (delta_2 @ parameters.w2.T) * cache.h * (1 - cache.h)
    return Parameters(inputs.T @ delta_1, cache.h.T @ delta_2, delta_1.sum(0), delta_2.sum(0))

# %% right="disagreement" why="as the hint says: leaves, backward, shapes first, then finite, then the ratio"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    for name, mine, parameter in zip(Parameters._fields, by_hand, parameters):
        if mine.shape != parameter.shape:
            raise ValueError(
                f"gradient of {name} has shape {tuple(mine.shape)}, expected {tuple(parameter.shape)}"
            )
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    pairs = [(a.detach().double(), leaf.grad.double()) for a, leaf in zip(by_hand, leaves)]
    if not all(bool(a.isfinite().all()) and bool(g.isfinite().all()) for a, g in pairs):
        return math.inf
    worst = 0.0
    for a, g in pairs:
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% right="disagreement" why="torch.autograd.grad, NumPy for the numbers, a helper for one parameter"
def _relative(a: NDArray[np.float64], g: NDArray[np.float64]) -> float:
    largest = max(np.abs(a).max(), np.abs(g).max())
    if largest == 0:
        return 0.0
    return float(np.abs(a - g).max() / largest)


def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    shapes = [tuple(p.shape) for p in parameters]
    given = [tuple(a.shape) for a in by_hand]
    if shapes != given:
        raise ValueError(f"expected gradients of shapes {shapes}, got {given}")
    with torch.enable_grad():
        copies = Parameters(*[p.detach().clone().requires_grad_(True) for p in parameters])
        gradients = torch.autograd.grad(loss(copies), copies)
    a_s = [a.detach().cpu().numpy().astype(np.float64) for a in by_hand]
    g_s = [g.cpu().numpy().astype(np.float64) for g in gradients]
    if not all(np.isfinite(one).all() for one in a_s + g_s):
        return math.inf
    return max(map(_relative, a_s, g_s))

# %% right="disagreement" why="functional.jacobian, tensors of ratios, nan and inf looked for in all numbers at once"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    wrong = {
        name: (tuple(getattr(by_hand, name).shape), tuple(parameter.shape))
        for name, parameter in parameters._asdict().items()
        if getattr(by_hand, name).shape != parameter.shape
    }
    if wrong:
        raise ValueError(f"shapes differ (gradient, parameter): {wrong}")
    frozen = tuple(parameter.detach().clone() for parameter in parameters)
    autograds = torch.autograd.functional.jacobian(lambda *p: loss(Parameters(*p)), frozen)
    mine = [a.detach().double().flatten() for a in by_hand]
    theirs = [g.detach().double().flatten() for g in autograds]
    if not torch.cat(mine + theirs).isfinite().all():
        return math.inf
    gaps = torch.stack([torch.linalg.vector_norm(a - g, torch.inf) for a, g in zip(mine, theirs)])
    scales = torch.stack([torch.cat([a, g]).abs().max() for a, g in zip(mine, theirs)])
    return torch.where(scales > 0, gaps / scales, torch.zeros_like(gaps)).max().item()

# %% right="disagreement" why="plain Python numbers, generator of ratios with a default of 0"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    def numbers(tensor: Tensor) -> list[float]:
        return [abs(float(entry)) for entry in tensor.detach().reshape(-1)]

    for a, p in zip(by_hand, parameters, strict=True):
        if a.size() != p.size():
            raise ValueError(f"a gradient of shape {list(a.size())} for a parameter of shape {list(p.size())}")
    fresh = Parameters(*(p.clone().detach().requires_grad_() for p in parameters))
    value = loss(fresh)
    value.backward()
    ratios = []
    for a, leaf in zip(by_hand, fresh, strict=True):
        g = leaf.grad
        if not all(math.isfinite(entry) for entry in numbers(a) + numbers(g)):
            return math.inf
        top = max(numbers(a) + numbers(g))
        ratios.append(max(numbers(a.double() - g.double())) / top if top else 0.0)
    return max(ratios)

# %% wrong="disagreement" why="entry by entry: the scale is the largest number of the parameter, max|a| and max|g|"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if a.shape != g.shape:
            raise ValueError(f"shape {a.shape}, expected {g.shape}")
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = torch.maximum(a.abs(), g.abs())
        ratio = torch.where(scale > 0, (a - g).abs() / scale, torch.zeros_like(scale))
        worst = max(worst, ratio.max().item())
    return worst

# %% wrong="disagreement" why="adds 1e-8 below the line against division by zero: not relative for gradients of size 1e-8 and less"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item()) + 1e-8
        worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="looks for non-finite numbers in by_hand alone: when any number on either side is not finite"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    if any(not torch.isfinite(a).all() for a in by_hand):
        return math.inf
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale != 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="looks for nan only: an infinite number gives inf / inf, and max(0.0, nan) is 0.0"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if a.isnan().any() or g.isnan().any():
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="no zero case, ZeroDivisionError: a parameter for which a and g are both zero everywhere counts as 0"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    ratios = []
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        ratios.append((a - g).abs().max().item() / scale)
    return max(ratios)

# %% wrong="disagreement" why="a parameter of zeros ends the comparison with 0: it counts as 0, the worst of the four is asked for"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    gradients = [leaf.grad for leaf in leaves]
    for a, g in zip(by_hand, gradients):
        if a.shape != g.shape:
            raise ValueError(f"shape {a.shape}, expected {g.shape}")
    for a, g in zip(by_hand, gradients):
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
    worst = 0.0
    for a, g in zip(by_hand, gradients):
        if not a.any() and not g.any():
            return 0.0
        scale = max(a.abs().max().item(), g.abs().max().item())
        worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="compares numbers of axes only: [1, 2] and [2, 1] pass, though a ValueError is due when a shape differs"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    for a, p in zip(by_hand, parameters):
        if a.ndim != p.ndim:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="uses the parameters themselves and tidies up: a grad or requires_grad that they had is lost, They stay as they are"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    for p in parameters:
        p.requires_grad_(True)
        p.grad = None
    loss(parameters).backward()
    gradients = [p.grad for p in parameters]
    for p in parameters:
        p.requires_grad_(False)
        p.grad = None
    worst = 0.0
    for a, g in zip(by_hand, gradients):
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="parameters that are leaves already are used as they are: gradients pile up in them, a second call gives another answer"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    leaves = Parameters(
        *(p if p.requires_grad else p.clone().requires_grad_() for p in parameters)
    )
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="compares in float32: differences of 1e-10 in float64 vanish, where equal means about fifteen digits"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        a, g = a.float(), leaf.grad.float()
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% wrong="disagreement" why="one scale for all four: parameter by parameter"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    a = torch.cat([one.flatten() for one in by_hand])
    g = torch.cat([leaf.grad.flatten() for leaf in leaves])
    if not (a.isfinite().all() and g.isfinite().all()):
        return math.inf
    scale = max(a.abs().max().item(), g.abs().max().item())
    return (a - g).abs().max().item() / scale if scale else 0.0

# %% wrong="disagreement" why="over max|g| alone: the larger of max|a| and max|g|"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    for a, p in zip(by_hand, parameters):
        if a.shape != p.shape:
            raise ValueError(f"shape {a.shape}, expected {p.shape}")
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        g = leaf.grad
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        if a.any() or g.any():
            worst = max(worst, (a - g).abs().max().item() / g.abs().max().item())
    return worst

# %% wrong="disagreement" why="compares numbers of entries: [2] and [2, 1] pass, though a ValueError is due when a shape differs"
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    worst = 0.0
    for a, leaf in zip(by_hand, leaves):
        if a.numel() != leaf.numel():
            raise ValueError(f"shape {a.shape}, expected {leaf.shape}")
        a, g = a.flatten(), leaf.grad.flatten()
        if not (a.isfinite().all() and g.isfinite().all()):
            return math.inf
        scale = max(a.abs().max().item(), g.abs().max().item())
        if scale > 0:
            worst = max(worst, (a - g).abs().max().item() / scale)
    return worst

# %% right="gradient_flow_figure" why="semilogy in a loop, colours spread over a colour map"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    colours = plt.cm.viridis(np.linspace(0.0, 0.85, len(sizes)))
    for colour, (name, by_layer) in zip(colours, sizes.items()):
        layers = range(1, len(by_layer) + 1)
        axes.semilogy(layers, by_layer, marker="o", color=colour, label=name)
    axes.set_xlabel("layer")
    axes.set_ylabel("size of the gradient")
    axes.legend()
    return figure

# %% right="gradient_flow_figure" why="bare Figure, legend of the figure, log scale set at the end, hues of a circle"
from matplotlib.colors import hsv_to_rgb


def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    page = Figure(figsize=(6.0, 4.0), layout="constrained")
    panel = page.add_subplot()
    handles = []
    for k, name in enumerate(sizes):
        values = list(sizes[name])
        (handle,) = panel.plot(
            np.arange(len(values)), values, "s--", c=hsv_to_rgb((k / len(sizes), 0.9, 0.7)), lw=1.2
        )
        handles.append(handle)
    panel.set(xlabel="linear layer, from input to output", ylabel="rms of the gradient", yscale="log")
    page.legend(handles, list(sizes), loc="outside right upper")
    return page

# %% right="gradient_flow_figure" why="state machine of pyplot in a new figure, ticks at whole layers, own cycle of colours"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure = plt.figure(figsize=(7, 4))
    cmap = plt.get_cmap("turbo")
    plt.yscale("log")
    deepest = max(len(one) for one in sizes.values())
    for number, (name, one) in enumerate(sizes.items()):
        plt.plot([*range(1, 1 + len(one))], one, marker=".", color=cmap((number + 0.5) / len(sizes)), label=name)
    plt.xticks(range(1, deepest + 1))
    plt.xlabel("layer")
    plt.ylabel("gradient (root mean square)")
    plt.legend(bbox_to_anchor=(1.02, 1.0), loc="upper left", title="network")
    plt.grid(True, which="both", alpha=0.2)
    return figure

# %% right="gradient_flow_figure" why="prop cycle of as many colours as networks, names given to legend"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots(figsize=(6.5, 4.0))
    axes.set_prop_cycle(color=[plt.cm.plasma(0.9 * k / max(1, len(sizes))) for k in range(len(sizes))])
    axes.set_yscale("log")
    lines = [axes.plot(torch.arange(len(v)).numpy() + 1, v, "D-")[0] for v in sizes.values()]
    axes.legend(lines, sizes.keys(), loc="best")
    axes.set_title("Gradient flow")
    axes.set_xlabel("number of the layer")
    axes.set_ylabel("typical entry of the gradient")
    return figure

# %% wrong="gradient_flow_figure" why="black lines in different styles: each line in a colour of its own"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    styles = ["-", "--", ":", "-."]
    for k, (name, values) in enumerate(sizes.items()):
        axes.semilogy(range(1, len(values) + 1), values, color="black", ls=styles[k % 4], label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="two colours in turn: with three networks two have the same, each line in a colour of its own"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for k, (name, values) in enumerate(sizes.items()):
        colour = plots.PALETTE[k % 2]
        axes.semilogy(range(1, len(values) + 1), values, "o-", color=colour, label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="no legend for a single network: a legend with the networks' names, one or several"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    if len(sizes) > 1:
        axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="the x axis is turned round, the way the blame walks: layers along x, from input to output"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.invert_xaxis()
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="fixed limits from 1e-8 to 1: sizes above 1 are not drawn, one line for each network"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient", ylim=(1e-8, 1))
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="the labels of the axes are exchanged: layers along x, sizes along y, both axes labelled"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set_xlabel("size of the gradient")
    axes.set_ylabel("layer")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="x limits for nine layers: the rest of a deeper network is cut off, Networks may differ in depth"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient", xlim=(0.5, 9.5), xticks=range(1, 10))
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="logarithms on a linear axis: sizes along y on a logarithmic scale"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.plot(range(1, len(values) + 1), np.log10(values), "o-", label=name)
    axes.set(xlabel="layer", ylabel="log10 of the size of the gradient")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="labels without a legend: a legend with the networks' names"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    return figure

# %% wrong="gradient_flow_figure" why="names sorted in the legend, lines not: the legend gives wrong names"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for values in sizes.values():
        axes.semilogy(range(1, len(values) + 1), values, "o-")
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend(sorted(sizes))
    return figure

# %% wrong="gradient_flow_figure" why="one panel for each network: A figure with one axes"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, panels = plt.subplots(1, len(sizes), squeeze=False)
    for axes, (name, values) in zip(panels[0], sizes.items()):
        axes.semilogy(range(1, len(values) + 1), values, "o-", label=name)
        axes.set(xlabel="layer", ylabel="size of the gradient")
        axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="from output to input: layers along x, from input to output"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    for name, values in sizes.items():
        axes.semilogy(range(1, len(values) + 1), values[::-1], "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure

# %% wrong="gradient_flow_figure" why="cut to the depth of the shallowest: Networks may differ in depth, one point for each layer"
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    figure, axes = plt.subplots()
    depth = min(len(values) for values in sizes.values())
    for name, values in sizes.items():
        axes.semilogy(range(1, depth + 1), values[:depth], "o-", label=name)
    axes.set(xlabel="layer", ylabel="size of the gradient")
    axes.legend()
    return figure

# %% right="predicted_factors" why="activations carried along, the next linear layer by pairs"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors = []
    h = inputs
    with torch.no_grad():
        for layer, following in itertools.pairwise(linear):
            h = torch.sigmoid(layer(h))
            slopes = h * (1 - h)
            scale = math.sqrt(following.out_features) * following.weight.square().mean().sqrt().item()
            factors.append(scale * slopes.square().mean().sqrt().item())
    return factors

# %% right="predicted_factors" why="by index, the network cut off after each sigmoid, rms in a helper"
def _rms(tensor: Tensor) -> float:
    return float(tensor.detach().pow(2).mean()) ** 0.5


def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    out: list[float] = []
    for k in range(1, len(network) - 1, 2):
        activations = network[: k + 1](inputs).detach()
        weight = network[k + 1].weight
        out.append(weight.shape[0] ** 0.5 * _rms(weight) * _rms(activations * (1 - activations)))
    return out

# %% right="predicted_factors" why="own affine maps, Frobenius norm over the root of the inputs"
@torch.no_grad()
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    layers = [(m.weight, m.bias) for m in network if hasattr(m, "weight")]
    h, result = inputs, []
    for k in range(len(layers) - 1):
        weight, bias = layers[k]
        z = h @ weight.T if bias is None else h @ weight.T + bias
        h = z.sigmoid()
        slope = h - h * h
        next_weight = layers[k + 1][0]
        scale = torch.linalg.matrix_norm(next_weight) / math.sqrt(next_weight.shape[1])
        result.append((scale * slope.square().mean().sqrt()).item())
    return result

# %% right="predicted_factors" why="a walk through all modules with an iterator, factors yielded"
def _walk_through(network, h):
    modules = list(network)
    for place, module in enumerate(modules):
        h = module(h)
        if isinstance(module, nn.Sigmoid):
            yield h, modules[place + 1]


def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    with torch.inference_mode():
        return [
            (
                math.sqrt(after.out_features)
                * torch.sqrt(torch.mean(after.weight**2))
                * torch.sqrt(torch.mean((h * (1 - h)) ** 2))
            ).item()
            for h, after in _walk_through(network, inputs)
        ]

# %% wrong="predicted_factors" why="mean of the weights' absolute values: the root mean square of the weights to it"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            factors.append((math.sqrt(after.out_features) * after.weight.abs().mean() * slope).item())
    return factors

# %% wrong="predicted_factors" why="root mean square over examples, then a plain mean over units: over units and examples"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean(dim=0).sqrt().mean()
            scale = math.sqrt(after.out_features) * after.weight.square().mean().sqrt()
            factors.append((scale * slope).item())
    return factors

# %% wrong="predicted_factors" why="its own forward pass forgets the biases: the slopes of this layer are those at z with its bias"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    weights = [layer.weight.detach() for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    for weight, after in zip(weights, weights[1:]):
        h = torch.sigmoid(h @ weight.T)
        slope = (h * (1 - h)).square().mean().sqrt()
        factors.append((len(after) ** 0.5 * after.square().mean().sqrt() * slope).item())
    return factors

# %% wrong="predicted_factors" why="root mean square row by row, then a mean of rows: the root mean square of the weights"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            scale = math.sqrt(after.out_features) * after.weight.square().mean(dim=1).sqrt().mean()
            factors.append((scale * slope).item())
    return factors

# %% wrong="predicted_factors" why="leaves its hooks in the caller's network: arguments are not changed"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    seen: list[Tensor] = []
    for module in network:
        if isinstance(module, nn.Sigmoid):
            module.register_forward_hook(lambda _m, _i, output: seen.append(output.detach()))
    with torch.no_grad():
        network(inputs)
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    return [
        math.sqrt(after.out_features)
        * after.weight.detach().square().mean().sqrt().item()
        * (h * (1 - h)).square().mean().sqrt().item()
        for h, after in zip(seen, linear[1:])
    ]

# %% wrong="predicted_factors" why="the slope at the mean activation of each unit, not at each example: over units and examples"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            centre = h.mean(dim=0)
            slope = (centre * (1 - centre)).square().mean().sqrt()
            scale = math.sqrt(after.out_features) * after.weight.square().mean().sqrt()
            factors.append((scale * slope).item())
    return factors

# %% wrong="predicted_factors" why="in_features for the width: n counts where it leads to, the root of the next layer's width"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            scale = math.sqrt(after.in_features) * after.weight.square().mean().sqrt()
            factors.append((scale * slope).item())
    return factors

# %% wrong="predicted_factors" why="weights and width of the layer itself: width and weights of the next"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer in linear[:-1]:
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            scale = math.sqrt(layer.out_features) * layer.weight.square().mean().sqrt()
            factors.append((scale * slope).item())
    return factors

# %% wrong="predicted_factors" why="last to first, as the blame walks: For each hidden layer, first to last"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            scale = math.sqrt(after.out_features) * after.weight.square().mean().sqrt()
            factors.append((scale * slope).item())
    return factors[::-1]

# %% wrong="predicted_factors" why="mean slope: the root mean square of this layer's slopes"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            scale = math.sqrt(after.out_features) * after.weight.square().mean().sqrt()
            factors.append((scale * (h * (1 - h)).mean()).item())
    return factors

# %% wrong="predicted_factors" why="freezes the network for its forward pass and leaves it so: the caller's network is changed"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    network.requires_grad_(False)
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    for layer, after in zip(linear, linear[1:]):
        h = torch.sigmoid(layer(h))
        slope = (h * (1 - h)).square().mean().sqrt()
        scale = math.sqrt(after.out_features) * after.weight.square().mean().sqrt()
        factors.append((scale * slope).item())
    return factors

# %% wrong="predicted_factors" why="standard deviation of the weights: their root mean square, which holds their mean as well"
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    factors, h = [], inputs
    with torch.no_grad():
        for layer, after in zip(linear, linear[1:]):
            h = torch.sigmoid(layer(h))
            slope = (h * (1 - h)).square().mean().sqrt()
            scale = math.sqrt(after.out_features) * after.weight.std(correction=0)
            factors.append((scale * slope).item())
    return factors

# %% right="mended_network" why="ReLU with He's normal weights"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% right="mended_network" why="tanh with Xavier's weights and the gain of tanh, weights set after building"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    network = nn.Sequential()
    for number, (n_in, n_out) in enumerate(zip(sizes[:-1], sizes[1:])):
        if number > 0:
            network.append(nn.Tanh())
        network.append(nn.Linear(n_in, n_out))

    def _mend(module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight, gain=nn.init.calculate_gain("tanh"))
            nn.init.zeros_(module.bias)

    return network.apply(_mend)

# %% right="mended_network" why="ReLU with orthogonal weights times the root of 2, default biases, sigmoid_network as a scaffold"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    parts = list(sigmoid_network(sizes))
    for part in parts[::2]:
        nn.init.orthogonal_(part.weight, gain=math.sqrt(2.0))
    return nn.Sequential(*(nn.ReLU() if k % 2 else part for k, part in enumerate(parts)))

# %% right="mended_network" why="SELU with normal weights of variance 1 / n, filled under no_grad"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    *hidden, last = (nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
    with torch.no_grad():
        for layer in (*hidden, last):
            layer.weight.normal_(0.0, 1.0 / math.sqrt(layer.in_features))
            layer.bias.zero_()
    model: list[nn.Module] = []
    for layer in hidden:
        model.extend((layer, nn.SELU()))
    return nn.Sequential(*model, last)

# %% right="mended_network" why="an activation class of its own, the sigmoid moved and stretched to slope 1, weights to match"
class _Stretched(nn.Module):
    def forward(self, z: Tensor) -> Tensor:
        return 4.0 * torch.sigmoid(z) - 2.0


def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    modules: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        modules.append(nn.Linear(n_from, n_to))
        nn.init.xavier_normal_(modules[-1].weight, gain=1.4)
        nn.init.zeros_(modules[-1].bias)
        modules.append(_Stretched())
    modules.pop()
    return nn.Sequential(*modules)

# %% wrong="mended_network" why="weights of one scale that suits 32 units: The tests measure for several sizes, wide and narrow"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.normal_(linear.weight, std=0.25)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="all hidden layers as wide as the first: linear layers have the shapes that sizes asks for"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    n_in, width, n_out = sizes[0], sizes[1], sizes[-1]
    layers: list[nn.Module] = [nn.Linear(n_in, width), nn.ReLU()]
    for _ in range(len(sizes) - 3):
        layers += [nn.Linear(width, width), nn.ReLU()]
    layers.append(nn.Linear(width, n_out))
    for layer in layers[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="always the sizes of the notebook: a network of the given sizes"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(SIZES):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="tanh with Xavier's weights and no gain: too slow for a quarter of guessing_loss on most seeds and sizes"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.xavier_normal_(linear.weight)
        layers += [linear, nn.Tanh()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="one output only: the last layer has a single unit whatever sizes asks for"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes[:-1]):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(sizes[-2], 1))

# %% wrong="mended_network" why="PyTorch's default weights with ReLU: the first layer's gradient is below a hundredth of the last one's"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        layers += [nn.Linear(n_from, n_to), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="a ReLU after the last layer as well: no activation after it"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="no activation at all: gradients flow, and a linear function is no better than a quarter of the guess"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers = [nn.Linear(n_from, n_to) for n_from, n_to in itertools.pairwise(sizes)]
    for layer in layers:
        nn.init.orthogonal_(layer.weight)
        nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)

# %% wrong="mended_network" why="sigmoids kept, weights four times Xavier's: the signal is saturated, the loss stays above a quarter of guessing_loss"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    network = sigmoid_network(sizes)
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight, gain=4.0)
    return network

# %% wrong="mended_network" why="a linear layer more, before the output: one nn.Linear from each size to the next"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise([*sizes[:-1], sizes[-2], sizes[-1]]):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="mended_network" why="batch normalisation after the last layer too: its prediction is what the last of them computes"
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        layers += [linear, nn.BatchNorm1d(n_to), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
