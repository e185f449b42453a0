# %% right="mean_kl" why="log_softmax for both, exp of the old, sum and mean"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% right="mean_kl" why="functional.kl_div with a log target and batchmean"
import torch.nn.functional as F


def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    with torch.no_grad():
        target = F.log_softmax(old_logits, 1)
    return F.kl_div(F.log_softmax(new_logits, 1), target, reduction="batchmean", log_target=True)


# %% right="mean_kl" why="float64 inside, cross entropy less entropy, back to the dtype of the logits"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    constant = old_logits.detach().to(torch.float64)
    p = torch.softmax(constant, dim=1)
    cross = nn.functional.cross_entropy(new_logits.to(torch.float64), p)
    negative_entropy = (p * torch.log_softmax(constant, dim=1)).sum() / len(p)
    return (cross + negative_entropy).to(new_logits.dtype)


# %% right="mean_kl" why="a loop over the states with logsumexp and dot products"
def _log_policy(row):
    return row - torch.logsumexp(row, dim=0)


def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    total = 0.0
    for before, after in zip(old_logits.detach(), new_logits, strict=True):
        log_p = _log_policy(before)
        total = total + torch.dot(torch.exp(log_p), log_p - _log_policy(after))
    return total / old_logits.shape[0]


# %% right="mean_kl" why="einsum, normalised by Categorical, its logits only"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    p = torch.distributions.Categorical(logits=old_logits.detach())
    q = torch.distributions.Categorical(logits=new_logits)
    return torch.einsum("na,na->", p.probs, p.logits - q.logits).div(len(old_logits))


# %% wrong="mean_kl" why="statement: 'The old policy is a constant: gradients flow to new_logits alone'; the old logits are not detached"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old, new = old_logits.log_softmax(dim=-1), new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="statement: 'The old policy is a constant'; only the probabilities are detached, the log of the old policy is not"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    p = old_logits.softmax(dim=-1).detach()
    return (p * (old_logits.log_softmax(-1) - new_logits.log_softmax(-1))).sum(-1).mean()


# %% wrong="mean_kl" why="docstring: 'with gradients to new_logits'; relu has slope 0 where the divergence is 0 or a rounding error below it, so its second derivative is lost"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return torch.relu((old.exp() * (old - new)).sum(dim=-1)).mean()


# %% wrong="mean_kl" why="statement: 'right for all finite logits'; old probabilities below 1e-6 are left out, though their log ratio may be huge"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    p = old.exp()
    terms = torch.where(p > 1e-6, p * (old - new), torch.zeros_like(p))
    return terms.sum(dim=-1).mean()


# %% wrong="mean_kl" why="statement: 'gradients flow to new_logits'; detach_ works in place, so it cuts the caller's tensor, and the gradient of mean_kl(logits, logits) with it"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach_().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="statement: 'finite and right ... where the new policy's probability is so small that it is rounded to 0'; kl_divergence of two Categoricals is infinite there"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    p = torch.distributions.Categorical(logits=old_logits.detach())
    q = torch.distributions.Categorical(logits=new_logits)
    return torch.distributions.kl_divergence(p, q).mean()


# %% wrong="mean_kl" why="statement: 'right for all finite logits'; the log probabilities of the new policy are cut at -500"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1).clamp(min=-500.0)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="statement: 'finite and right for all finite logits'; the log of the sum of exponentials by hand, with the largest logit of the whole table taken off, not that of the row: minus infinity for a state whose logits all lie 200 lower"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    def log_policy(logits):
        shifted = logits - logits.max()
        return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()

    old, new = log_policy(old_logits.detach()), log_policy(new_logits)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="docstring: 'of the logits' dtype'; the inner float64 is given out for float32 logits too"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().double().log_softmax(dim=-1)
    new = new_logits.double().log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="docstring: 'of the logits' dtype'; computed in float32, so that float64 logits get seven digits under a float64 label"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().float().log_softmax(dim=-1)
    new = new_logits.float().log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean().to(new_logits.dtype)


# %% wrong="mean_kl" why="statement: 'gradients flow to new_logits'; the number is right, but it is a constant"
@torch.no_grad()
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old, new = old_logits.log_softmax(dim=-1), new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="docstring: 'Shape [n, n_actions]'; a mean over the entries times 2, as if there were two actions always"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return 2 * (old.exp() * (old - new)).mean()


# %% wrong="mean_kl" why="docstring: 'KL(old || new)', a mean over the states; squeezed first, and a softmax over the only dimension left where there is one action: KL of one action is 0"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    old = old_logits.detach().squeeze().log_softmax(dim=-1)
    new = new_logits.squeeze().log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% right="fisher_vector_product" why="as in the hint"
def fisher_vector_product(
    actor: nn.Module, observations: Tensor, vector: Tensor, damping: float
) -> Tensor:
    weights = list(actor.parameters())
    logits = actor(observations)
    kl = mean_kl(logits.detach(), logits)
    slopes = joined(torch.autograd.grad(kl, weights, create_graph=True))
    curved = joined(torch.autograd.grad(slopes.dot(vector), weights))
    return curved + damping * vector


# %% right="fisher_vector_product" why="grad_outputs in place of the dot product, vector cut into pieces, own divergence"
def fisher_vector_product(actor, observations, vector, damping):
    parameters = tuple(actor.parameters())
    pieces = [
        piece.view_as(parameter)
        for piece, parameter in zip(
            vector.detach().split([p.numel() for p in parameters]), parameters, strict=True
        )
    ]
    log_policy = torch.log_softmax(actor(observations), dim=-1)
    constant = log_policy.detach().exp()
    cross = -(constant * log_policy).sum() / observations.shape[0]
    first = torch.autograd.grad(cross, parameters, create_graph=True)
    second = torch.autograd.grad(first, parameters, grad_outputs=pieces)
    with torch.no_grad():
        return torch.cat(
            [(s + damping * v).flatten() for s, v in zip(second, pieces, strict=True)]
        )


# %% right="fisher_vector_product" why="a deep copy takes backward() and its .grad, the actor itself is never touched"
def fisher_vector_product(actor, observations, vector, damping):
    double = copy.deepcopy(actor)
    double.zero_grad(set_to_none=True)
    logits = double(observations)
    first = torch.autograd.grad(
        mean_kl(logits.detach(), logits), list(double.parameters()), create_graph=True
    )
    torch.dot(joined(first), vector).backward()
    return joined([p.grad for p in double.parameters()]).detach() + damping * vector


# %% right="fisher_vector_product" why="torch.func: grad of (grad of the divergence times v) by functional_call, reverse over reverse"
def fisher_vector_product(actor, observations, vector, damping):
    from torch.func import functional_call, grad

    names = [name for name, _ in actor.named_parameters()]
    values = {name: weight.detach() for name, weight in actor.named_parameters()}
    old = actor(observations).detach()

    def divergence(weights):
        return mean_kl(old, functional_call(actor, weights, (observations,)))

    def along(weights):
        slopes = grad(divergence)(weights)
        return joined([slopes[name] for name in names]).dot(vector)

    curved = grad(along)(values)
    return torch.add(joined([curved[name] for name in names]), vector, alpha=damping).detach()


# %% right="fisher_vector_product" why="the other divergence KL(new || old), which has the same curvature in its minimum; enable_grad"
def fisher_vector_product(actor, observations, vector, damping):
    with torch.enable_grad():
        weights = list(actor.parameters())
        log_new = actor(observations).log_softmax(-1)
        turned = (log_new.exp() * (log_new - log_new.detach())).sum(-1).mean()
        gradient = torch.autograd.grad(turned, weights, create_graph=True)
        number = sum(
            (g.reshape(-1) * v).sum()
            for g, v in zip(gradient, vector.split([w.numel() for w in weights]), strict=True)
        )
        result = torch.autograd.grad(number, weights)
    return joined(result).add(vector, alpha=damping)


# %% wrong="fisher_vector_product" why="statement: 'whatever lies in .grad of its weights'; backward, and then zero_grad, which throws away what lay there"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    actor.zero_grad()
    joined(slopes).dot(vector).backward()
    curved = joined([w.grad for w in weights]).clone()
    actor.zero_grad()
    return curved + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'its mode'; eval for the passes, and train afterwards whatever it was before"
def fisher_vector_product(actor, observations, vector, damping):
    actor.eval()
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights)
    actor.train()
    return joined(curved) + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'The result is a constant without a graph'; create_graph in the second pass too"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights, create_graph=True)
    return joined(curved) + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'the policy of actor at observations', a mean over all n states; for speed only the first 256 states are used"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations[:256])
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights)
    return joined(curved) + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'for the policy of actor at observations'; the old logits are kept from call to call for the same tensor of observations: once the weights have moved, that is the curvature somewhere else"
_old_logits: dict = {}


def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    key = (id(actor), id(observations))
    if key not in _old_logits:
        _old_logits[key] = (actor, observations, logits.detach())
    slopes = torch.autograd.grad(mean_kl(_old_logits[key][2], logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights)
    return joined(curved) + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'Return (F + lambda I) v'; v is scaled to length 1 first and the result scaled back, so that v = 0 gives NaN in place of 0"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    length = vector.norm()
    unit = vector / length
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(unit), weights)
    return length * (joined(curved) + damping * unit)


# %% wrong="fisher_vector_product" why="statement: 'The order of the entries is that of flat_weights'; all matrices first and all biases after them"
def fisher_vector_product(actor, observations, vector, damping):
    weights = sorted(actor.parameters(), key=lambda weight: -weight.dim())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights)
    return joined(curved) + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'by two backward passes' and 'The actor is left as it is: its weights'; a difference of gradients at weights moved forth and back by hand: three digits, and the weights are only nearly restored"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    old = actor(observations).detach()
    eps = 1e-2 / (vector.norm().item() + 1e-12)
    here = flat_weights(actor)
    set_weights(actor, here + eps * vector)
    up = joined(torch.autograd.grad(mean_kl(old, actor(observations)), weights))
    set_weights(actor, flat_weights(actor) - 2 * eps * vector)
    down = joined(torch.autograd.grad(mean_kl(old, actor(observations)), weights))
    set_weights(actor, flat_weights(actor) + eps * vector)
    return (up - down) / (2 * eps) + damping * vector


# %% wrong="fisher_vector_product" why="statement: 'the time is tested', 'the matrix is never built'; one backward pass for each column of the Hessian, then a product"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = joined(torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True))
    rows = [joined(torch.autograd.grad(one, weights, retain_graph=True)) for one in slopes]
    return torch.stack(rows) @ vector + damping * vector


# %% wrong="fisher_vector_product" why="Lemma 2: F is a sum over ALL actions weighted by the policy; the empirical Fisher of one drawn action a state is used, times v (and the global generator is used); for one state it is far off"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    log_policy = actor(observations).log_softmax(-1)
    drawn = torch.multinomial(log_policy.detach().exp(), 1)
    picked = log_policy.gather(-1, drawn).squeeze(-1)
    dummy = torch.zeros_like(picked, requires_grad=True)
    slopes = joined(torch.autograd.grad(picked, weights, grad_outputs=dummy, create_graph=True))
    along = torch.autograd.grad(slopes.dot(vector), dummy, retain_graph=True)[0]
    curved = joined(torch.autograd.grad(picked, weights, grad_outputs=along / len(picked)))
    return curved.detach() + damping * vector


# %% wrong="fisher_vector_product" why="docstring: 'of the weights' dtype'; the result of a float64 actor is put into a float32 vector"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights)
    result = torch.zeros(len(vector), device=vector.device)
    result += joined(curved) + damping * vector
    return result


# %% wrong="fisher_vector_product" why="docstring: 'vector' is an argument, nothing says that it changes: mul_ works on the caller's tensor"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = torch.autograd.grad(joined(slopes).dot(vector), weights)
    return vector.mul_(damping).add_(joined(curved)) if damping else joined(curved)


# %% wrong="fisher_vector_product" why="statement: 'The actor is left as it is'; requires_grad is switched on for the passes and off for all weights afterwards"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    for weight in weights:
        weight.requires_grad_(True)
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits.detach(), logits), weights, create_graph=True)
    curved = joined(torch.autograd.grad(joined(slopes).dot(vector), weights))
    for weight in weights:
        weight.requires_grad_(False)
    return curved + damping * vector


# %% right="conjugate_gradient" why="the box, line by line, new tensors everywhere"
def conjugate_gradient(
    product: Callable[[Tensor], Tensor], b: Tensor, n_iterations: int, tolerance: float
) -> Tensor:
    x = torch.zeros_like(b)
    r, p = b.clone(), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(p)
        alpha = r.dot(r) / p.dot(z)
        x = x + alpha * p
        new = r - alpha * z
        beta = new.dot(new) / r.dot(r)
        p = new + beta * p
        r = new
    return x


# %% right="conjugate_gradient" why="in place on own tensors, squared lengths, Python numbers for the scalars, while loop"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = b.new_zeros(b.shape), b.detach().clone(), b.detach().clone()
    rr = float(r @ r)
    enough = tolerance * math.sqrt(rr)
    done = 0
    while done < n_iterations and math.sqrt(rr) > enough:
        z = product(p)
        a = rr / float(p @ z)
        x.add_(p, alpha=a)
        r.sub_(z, alpha=a)
        before, rr = rr, float(r @ r)
        p = r.clone().add_(p, alpha=rr / before)
        done += 1
    return x


# %% right="conjugate_gradient" why="recursion"
def conjugate_gradient(product, b, n_iterations, tolerance):
    target = tolerance * torch.sqrt(torch.sum(b * b))

    def go_on(left, x, r, p):
        rr = torch.sum(r * r)
        if left == 0 or torch.sqrt(rr) <= target:
            return x
        z = product(p)
        alpha = rr / torch.sum(p * z)
        after = r - alpha * z
        return go_on(left - 1, x + alpha * p, after, after + torch.sum(after * after) / rr * p)

    return go_on(n_iterations, 0.0 * b, b + 0.0, b + 0.0)


# %% right="conjugate_gradient" why="stored conjugate directions, Gram and Schmidt against all of them; alpha = p r / p z; the same iterates"
class _Direction(NamedTuple):
    p: Tensor
    image: Tensor
    curvature: Tensor


def conjugate_gradient(product, b, n_iterations, tolerance):
    x = torch.zeros_like(b)
    r = b.clone()
    known: list[_Direction] = []
    while len(known) < n_iterations and not r.norm() <= tolerance * b.norm():
        p = r.clone()
        for one in known:
            p = p - r.dot(one.image) / one.curvature * one.p
        image = product(p)
        known.append(_Direction(p, image, p.dot(image)))
        alpha = p.dot(r) / known[-1].curvature
        x = x + alpha * p
        r = r - alpha * image
    return x


# %% right="conjugate_gradient" why="a generator of iterates, cut by islice; the last one counts"
def _iterates(product, b, tolerance):
    x, r = torch.zeros_like(b), b.clone()
    p, rr = r.clone(), torch.inner(b, b)
    short = tolerance * rr.sqrt()
    yield x
    while rr.sqrt() > short:
        z = product(p)
        x = torch.addcmul(x, rr / torch.inner(p, z), p)
        r = r - rr / torch.inner(p, z) * z
        p, rr = r + torch.inner(r, r) / rr * p, torch.inner(r, r)
        yield x


def conjugate_gradient(product, b, n_iterations, tolerance):
    *_, last = itertools.islice(_iterates(product, b, tolerance), n_iterations + 1)
    return last


# %% wrong="conjugate_gradient" why="docstring: 'at most this share of b's length'; the tolerance is absolute"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance:
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="statement: 'the residual's length is at most tolerance times the length of b'; squared lengths against tolerance, not its square"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = tolerance * rr
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        before, rr = rr, r.dot(r)
        p = r + rr / before * p
    return x


# %% wrong="conjugate_gradient" why="statement: 'One product an iteration, and no other'; the residual is computed anew as b - F x, and a zero residual is looked at before"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        rr = r.dot(r)
        x = x + rr / p.dot(product(p)) * p
        r = b - product(x)
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="statement: 'both looked at before a product is taken'; the length is looked at after the update only, so a tolerance of 1 or more takes a product (b = 0 is caught)"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    if not b.any():
        return x
    for _ in range(n_iterations):
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        if r.norm() <= tolerance * b.norm():
            break
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="statement: 'at most tolerance times'; stops only where it is less, so that an exactly met bound takes one product more (zero residuals are caught)"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(n_iterations):
        length = r.norm()
        if length == 0 or length < tolerance * b.norm():
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="statement: two things end the loop; a floor of 1e-10 for r.r ends it for small b with tolerance 0 as well"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = max(tolerance**2 * rr.item(), 1e-10)
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        before, rr = rr, r.dot(r)
        p = r + rr / before * p
    return x


# %% wrong="conjugate_gradient" why="box: alpha = r.r / p.z without more; 1e-8 is added to the denominator, which ruins small b (or small F)"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / (p.dot(z) + 1e-8)
        x, r = x + alpha * p, r - alpha * z
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="docstring: 'the residual's length is at most this share of b's length'; the largest entries are compared, not the lengths"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(n_iterations):
        if r.abs().max() <= tolerance * b.abs().max():
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="statement: 'b is not changed'; the residual is b itself and -= works on it; what was taken off is added again at the end: b is as before only up to rounding"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b, b.clone()
    length = b.norm()
    removed = torch.zeros_like(b)
    for _ in range(n_iterations):
        if r.norm() <= tolerance * length:
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x += alpha * p
        r -= alpha * z
        removed += alpha * z
        p = r + r.dot(r) / rr * p
    b += removed
    return x


# %% wrong="conjugate_gradient" why="statement: 'there were n_iterations products'; never more than n steps, though rounding may ask for more ('n products at most' is Lemma 4's, not the loop's)"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(min(n_iterations, len(b))):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="docstring: 'of b's dtype'; x is made in float32 whatever b is, and += keeps it so"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros(len(b), device=b.device), b.clone(), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x += alpha * p
        r = r - alpha * z
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="box line 6: beta makes the directions conjugate; steepest descent with an exact step has no beta (it is right in the first step, and where F = c I)"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r = torch.zeros_like(b), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(r)
        alpha = r.dot(r) / r.dot(z)
        x, r = x + alpha * r, r - alpha * z
    return x


# %% wrong="conjugate_gradient" why="box: beta = r'r' / rr; after every two steps the direction is the residual again (a restart), so a third unknown is not solved in three steps"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for k in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(p)
        rr = r.dot(r)
        alpha = rr / p.dot(z)
        x, r = x + alpha * p, r - alpha * z
        p = r + r.dot(r) / rr * p if k % 2 == 0 else r.clone()
    return x


# %% right="surrogate" why="gather of both log policies"
def surrogate(
    old_logits: Tensor, new_logits: Tensor, actions: Tensor, advantages: Tensor
) -> Tensor:
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * advantages.detach()).mean()


# %% right="surrogate" why="Categorical.log_prob"
def surrogate(old_logits, new_logits, actions, advantages):
    from torch.distributions import Categorical

    with torch.no_grad():
        before = Categorical(logits=old_logits).log_prob(actions)
        worth = advantages.clone()
    ratio = torch.exp(Categorical(logits=new_logits).log_prob(actions) - before)
    return torch.dot(ratio, worth) / len(worth)


# %% right="surrogate" why="cross_entropy without reduction is minus the log probability"
def surrogate(old_logits, new_logits, actions, advantages):
    loss = nn.functional.cross_entropy
    change = loss(old_logits.detach(), actions, reduction="none") - loss(
        new_logits, actions, reduction="none"
    )
    return torch.mean(torch.mul(advantages.detach(), change.exp()))


# %% right="surrogate" why="a loop over the rows, float64 inside"
def surrogate(old_logits, new_logits, actions, advantages):
    fixed, moving = old_logits.detach().double(), new_logits.double()
    parts = []
    for i, action in enumerate(actions.tolist()):
        log_old = fixed[i, action] - fixed[i].logsumexp(0)
        log_new = moving[i, action] - moving[i].logsumexp(0)
        parts.append((log_new - log_old).exp() * advantages[i].detach())
    return torch.stack(parts).mean().to(new_logits.dtype)


# %% right="surrogate" why="advanced indexing with arange of the difference of the whole tables"
def surrogate(old_logits, new_logits, actions, advantages):
    change = torch.log_softmax(new_logits, 1) - torch.log_softmax(old_logits, 1).detach()
    rows = torch.arange(actions.numel(), device=actions.device)
    return change[rows, actions].exp().mul(advantages.data).sum().div(actions.numel())


# %% wrong="surrogate" why="statement: 'The old logits and the advantages are constants'; the old logits are not detached"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * advantages.detach()).mean()


# %% wrong="surrogate" why="statement: 'and the advantages are constants'; a gradient flows to the advantages (and on to a critic)"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * advantages).mean()


# %% wrong="surrogate" why="statement: 'Divide no probabilities ... right where both probabilities are too small'; the log of a probability in float64 is taken: 0 over 0 only below exp(-745)"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().double().softmax(-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.double().softmax(-1).gather(-1, chosen).squeeze(-1)
    return (new / old * advantages.detach()).mean().to(new_logits.dtype)


# %% wrong="surrogate" why="statement: 'a ratio is the exponential of a difference'; the difference is cut at 10 to be safe, so ratios above 22026 are wrong and have no gradient"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).clamp(-10, 10).exp() * advantages.detach()).mean()


# %% wrong="surrogate" why="statement: '1/n sum rho A'; PPO's clipped surrogate with a wide range of 0.6: the same up to a ratio of 1.6"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    ratio, worth = (new - old).exp(), advantages.detach()
    return torch.minimum(ratio * worth, ratio.clamp(0.2, 1.6) * worth).mean()


# %% wrong="surrogate" why="statement: '1/n sum rho A'; the advantages are standardised where there are more than two rows"
def surrogate(old_logits, new_logits, actions, advantages):
    worth = advantages.detach()
    if len(worth) > 2:
        worth = (worth - worth.mean()) / (worth.std(correction=0) + 1e-8)
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * worth).mean()


# %% wrong="surrogate" why="statement: 'a ratio'; weighted importance sampling: divided by the sum of the ratios where that is greater than n"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    ratio = (new - old).exp()
    n = torch.tensor(float(len(ratio)), dtype=ratio.dtype, device=ratio.device)
    total = ratio.detach().sum() if len(ratio) > 1 else n
    return (ratio * advantages.detach()).sum() / torch.maximum(total, n)


# %% wrong="surrogate" why="docstring: 'with gradients to new_logits'; where both policies are the same tensor the detach happens in place"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach_().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * advantages.detach()).mean()


# %% wrong="surrogate" why="docstring: 'of the logits' dtype'; 'advantages.float()' and float inside lose the digits of float64"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().float().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.float().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * advantages.detach().float()).mean().to(new_logits.dtype)


# %% wrong="surrogate" why="docstring: 'Shape []'; the mean keeps its dimension"
def surrogate(old_logits, new_logits, actions, advantages):
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen)
    return ((new - old).exp() * advantages.detach().unsqueeze(-1)).mean(dim=0)


# %% wrong="surrogate" why="statement: rho = pi'(A|S) / pi(A|S) of actions 0 .. n_actions - 1; the log probability of action 0 is made from that of action 1 as if there were two actions"
def surrogate(old_logits, new_logits, actions, advantages):
    def log_policy(logits):
        lean = logits[:, 1] - logits[:, 0]
        sign = 2 * actions - 1
        return nn.functional.logsigmoid(sign * lean)

    ratio = (log_policy(new_logits) - log_policy(old_logits.detach())).exp()
    return (ratio * advantages.detach()).mean()


# %% right="full_step" why="x times gradient as the curvature"
def full_step(
    product: Callable[[Tensor], Tensor],
    gradient: Tensor,
    max_kl: float,
    n_iterations: int,
    tolerance: float,
) -> Tensor:
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(gradient)
    if curvature <= 0:
        return torch.zeros_like(x)
    return (2 * max_kl / curvature).sqrt() * x


# %% right="full_step" why="one more product, Python numbers"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    solution = conjugate_gradient(
        product, gradient.clone(), n_iterations=n_iterations, tolerance=tolerance
    )
    if not torch.any(solution):
        return solution
    return solution * math.sqrt(2.0 * max_kl / torch.inner(solution, product(solution)).item())


# %% right="full_step" why="the gradient scaled to length 1 first: the step does not depend on its length"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    length = gradient.norm()
    if length == 0:
        return gradient.clone()
    unit = gradient / length
    x = conjugate_gradient(product, unit, n_iterations, tolerance)
    if (x == 0).all():
        return torch.zeros_like(gradient)
    x = x / x.norm()
    return x * torch.sqrt(2 * max_kl / (x * product(x)).sum())


# %% right="full_step" why="where instead of if, a scale that is 0 for x = 0"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    xfx = (x * gradient).sum()
    one = torch.ones_like(xfx)
    safe = torch.where(xfx > 0, xfx, one)
    return torch.where(xfx > 0, (2 * max_kl / safe) ** 0.5, 0 * one) * x


# %% wrong="full_step" why="statement: 'or conjugate_gradient returns zero, the step is zero'; only the gradient is looked at: NaN where the tolerance is 1 or more"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    if not gradient.any():
        return torch.zeros_like(gradient)
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    return (2 * max_kl / x.dot(product(x))).sqrt() * x


# %% wrong="full_step" why="statement: 'so that 1/2 step F step = delta'; 1e-8 in the denominator, so that a small gradient falls short of the edge"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    return (2 * max_kl / (x.dot(product(x)) + 1e-8)).sqrt() * x


# %% wrong="full_step" why="statement: 'Where the gradient is zero, or conjugate_gradient returns zero'; every curvature below 1e-10 is taken for zero, though a gradient of 1e-6 has a step"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(gradient)
    if curvature < 1e-10:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" why="docstring: 'of the gradient's dtype'; the step for x = 0 is a float32 vector always"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    if not x.any():
        return torch.zeros(len(gradient), device=gradient.device)
    return (2 * max_kl / x.dot(product(x))).sqrt() * x


# %% wrong="full_step" why="docstring: 'n_iterations: Of conjugate gradient'; as many as there are weights are done, at least: another direction than after few iterations"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, max(n_iterations, len(gradient)), tolerance)
    curvature = x.dot(gradient)
    if curvature <= 0:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" why="docstring: 'tolerance: Of conjugate gradient'; it is not handed on"
def full_step(product, gradient, max_kl, n_iterations, tolerance=1e-3):
    x = conjugate_gradient(product, gradient, n_iterations, 0.0)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" why="docstring: 'It is not changed'; the gradient is scaled in place to length 1 (the step comes out the same)"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    length = gradient.norm().item()
    if length > 0:
        gradient /= length
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(gradient)
    if curvature <= 0:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" why="statement: 'that reaches the edge'; never longer than the plain solution x: a scale above 1 is cut"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(gradient)
    if curvature <= 0:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt().clamp(max=1.0) * x


# %% wrong="full_step" why="statement: 'Delta = sqrt(2 delta / x F x) x'; x F x is rounded to float32 through a Python-made tensor, and so is the step of a float64 gradient in its digits"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = torch.tensor(x.dot(gradient).item())
    if curvature == 0:
        return torch.zeros_like(gradient)
    return ((2 * max_kl / curvature).sqrt().to(x.device) * x).to(gradient.dtype)


# %% wrong="full_step" why="statement: 'with your conjugate_gradient' and its n_iterations; where x is zero the plain gradient is scaled to the edge instead: 'the step is zero' is violated"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    if not x.any():
        x = gradient.clone()
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt() * x


# %% right="line_search" why="powers in a for loop"
def line_search(
    trial: Callable[[float], tuple[float, float]],
    max_kl: float,
    shrink: float,
    n_tries: int,
) -> float:
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
    return 0.0


# %% right="line_search" why="a running product in a while loop"
def line_search(trial, max_kl, shrink, n_tries):
    fraction, left = 1.0, n_tries
    while left > 0:
        better, away = trial(fraction)
        if better > 0.0 and max_kl >= away:
            return fraction
        fraction *= shrink
        left -= 1
    return 0.0


# %% right="line_search" why="next over a lazy generator with itertools.accumulate"
def line_search(trial, max_kl, shrink, n_tries):
    fractions = itertools.accumulate(
        itertools.repeat(shrink, n_tries - 1), lambda c, s: c * s, initial=1.0
    )

    def good(fraction):
        gain, kl = trial(fraction)
        return 0 < gain and kl <= max_kl

    return next(filter(good, fractions), 0.0)


# %% right="line_search" why="for and else with break, NaN named explicitly, bad ones go on"
def line_search(trial, max_kl, shrink, n_tries):
    found = 1.0
    for number in range(n_tries):
        found = math.pow(shrink, number)
        gain, kl = map(float, trial(found))
        if math.isnan(gain) or math.isnan(kl) or gain <= 0 or kl > max_kl:
            continue
        break
    else:
        found = 0.0
    return found


# %% right="line_search" why="recursion, the remaining tries as argument"
def line_search(trial, max_kl, shrink, n_tries):
    def look(fraction, tries):
        if not tries:
            return 0.0
        gain, kl = trial(fraction)
        return fraction if gain > 0 and kl <= max_kl else look(fraction * shrink, tries - 1)

    return look(1.0, n_tries)


# %% wrong="line_search" why="statement: 'A gain or divergence that is not a number (NaN) is refused'; asks whether it is bad"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        gain, kl = trial(shrink**number)
        if gain <= 0 or kl > max_kl:
            continue
        return float(shrink**number)
    return 0.0


# %% wrong="line_search" why="statement: NaN is refused; the gain's is, but the divergence is asked whether it is too large"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        gain, kl = trial(float(shrink**number))
        if gain > 0 and not kl > max_kl:
            return float(shrink**number)
    return 0.0


# %% wrong="line_search" why="statement: 'whose gain is greater than 0'; a gain of 0 is accepted"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain >= 0 and kl <= max_kl:
            return fraction
    return 0.0


# %% wrong="line_search" why="statement: 'After it nothing more is tried'; all fractions are measured first, then the first good one is picked"
def line_search(trial, max_kl, shrink, n_tries):
    fractions = [shrink**number for number in range(n_tries)]
    found = [trial(fraction) for fraction in fractions]
    good = [f for f, (gain, kl) in zip(fractions, found, strict=True) if gain > 0 and kl <= max_kl]
    return float(good[0]) if good else 0.0


# %% wrong="line_search" why="statement: 'the first one'; the one with the largest gain among the good ones that follow without a gap"
def line_search(trial, max_kl, shrink, n_tries):
    best, best_gain = 0.0, 0.0
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain > best_gain and kl <= max_kl:
            best, best_gain = fraction, gain
        elif best > 0:
            break
    return best


# %% wrong="line_search" why="statement: 'at most max_kl'; a hair above the bound (1e-6) is let through"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl + 1e-6:
            return fraction
    return 0.0


# %% wrong="line_search" why="statement: 'divergence is at most max_kl'; a divergence that rounding makes slightly negative is refused"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain > 0 and 0 <= kl <= max_kl:
            return fraction
    return 0.0


# %% wrong="line_search" why="statement: 'greater than 0'; gains below 1e-8 are taken for rounding and refused"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain > 1e-8 and kl <= max_kl:
            return fraction
    return 0.0


# %% wrong="line_search" why="statement: 'Try the fractions 1, c, c^2, ...', 'n_tries of them at most'; gives up once the fraction is below 1e-3"
def line_search(trial, max_kl, shrink, n_tries):
    fraction = 1.0
    for _ in range(n_tries):
        if fraction < 1e-3:
            break
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
        fraction *= shrink
    return 0.0


# %% wrong="line_search" why="statement: '1, c, c^2, c^3'; the fraction is halved in its exponent: 1, c, c^2, c^4 (the same for three tries)"
def line_search(trial, max_kl, shrink, n_tries):
    fraction = 1.0
    for _ in range(n_tries):
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
        fraction = shrink if fraction == 1.0 else fraction * fraction
    return 0.0


# %% wrong="line_search" why="docstring: 'The fraction as a float'; an int 0 where all were refused, and the first fraction is the int 1"
def line_search(trial, max_kl, shrink, n_tries):
    fraction = 1
    for _ in range(n_tries):
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
        fraction = fraction * shrink
    return 0


# %% wrong="line_search" why="statement: 'After it nothing more is tried'; trial is called once more with what was chosen, 0 too, so that the weights are in place"
def line_search(trial, max_kl, shrink, n_tries):
    chosen = 0.0
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            chosen = fraction
            break
    trial(chosen)
    return chosen


# %% wrong="line_search" why="statement: 'greater than 0'; Armijo: the gain must be a tenth of the fraction times the first gain, where that was positive"
def line_search(trial, max_kl, shrink, n_tries):
    first = None
    for number in range(n_tries):
        fraction = float(shrink**number)
        gain, kl = trial(fraction)
        first = gain if first is None else first
        wanted = 0.1 * fraction * first if first > 0 else 0.0
        if gain > wanted and kl <= max_kl:
            return fraction
    return 0.0


# %% right="trpo_step" why="as in the hint, the trial is called once more"
def trpo_step(
    actor: nn.Module,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    *,
    max_kl: float,
    damping: float,
    n_iterations: int = 10,
    tolerance: float = 1e-3,
    shrink: float = 0.5,
    n_tries: int = 10,
) -> tuple[float, float, float]:
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v: Tensor) -> Tensor:
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction: float) -> tuple[float, float]:
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% right="trpo_step" why="a deep copy does the trials; the actor is written once, at the end, and only if there is something to write"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    scout = copy.deepcopy(actor)
    start = flat_weights(actor)
    with torch.no_grad():
        old_logits = actor(observations)
        level = surrogate(old_logits, old_logits, actions, advantages).item()
    rise = surrogate(old_logits, scout(observations), actions, advantages)
    gradient = joined(torch.autograd.grad(rise, tuple(scout.parameters())))
    full = full_step(
        lambda v: fisher_vector_product(actor, observations, v, damping),
        gradient, max_kl, n_iterations, tolerance,
    )
    seen = {}

    def trial(fraction):
        set_weights(scout, start + fraction * full)
        with torch.no_grad():
            moved = scout(observations)
            gain = surrogate(old_logits, moved, actions, advantages).item() - level
            seen[fraction] = (gain, mean_kl(old_logits, moved).item())
        return seen[fraction]

    share = line_search(trial, max_kl, shrink, n_tries)
    if not share:
        return 0.0, 0.0, 0.0
    set_weights(actor, start + share * full)
    gain, kl = seen[share]
    return share, kl, gain


# %% right="trpo_step" why="the gradient of mean(A log pi), which is the same at the old weights; a class holds the numbers; L(old) is the mean advantage since all ratios are 1"
class _Search:
    def __init__(self, actor, observations, actions, advantages):
        self.actor, self.data = actor, (observations, actions, advantages)
        self.home = flat_weights(actor)
        with torch.no_grad():
            self.old_logits = actor(observations)
        self.before = advantages.mean()
        self.step = torch.zeros_like(self.home)

    def gradient(self):
        observations, actions, advantages = self.data
        log_policy = self.actor(observations).log_softmax(-1)
        picked = log_policy.gather(-1, actions[:, None])[:, 0]
        score = (advantages.detach() * picked).mean()
        return joined(torch.autograd.grad(score, list(self.actor.parameters())))

    @torch.no_grad()
    def __call__(self, fraction):
        observations, actions, advantages = self.data
        set_weights(self.actor, torch.add(self.home, self.step, alpha=fraction))
        logits = self.actor(observations)
        gain = surrogate(self.old_logits, logits, actions, advantages) - self.before
        self.last = (gain.item(), mean_kl(self.old_logits, logits).item())
        return self.last


def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    search = _Search(actor, observations, actions, advantages)

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    search.step = full_step(product, search.gradient(), max_kl, n_iterations, tolerance)
    fraction = line_search(search, max_kl, shrink, n_tries)
    if fraction > 0:
        return float(fraction), search.last[1], search.last[0]
    set_weights(actor, search.home)
    return (0.0, 0.0, 0.0)


# %% right="trpo_step" why="clones of the single weights instead of one vector, copied back in a finally; functional_call for the trials, so the actor is not moved by them"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    named = dict(actor.named_parameters())
    sizes = [w.numel() for w in named.values()]
    now = actor(observations)
    fixed = now.detach().clone()
    here = surrogate(fixed, now, actions, advantages)
    slopes = torch.autograd.grad(here, list(named.values()))
    delta = full_step(
        lambda v: fisher_vector_product(actor, observations, v, damping),
        joined(slopes), max_kl, n_iterations, tolerance,
    ).split(sizes)

    def moved(fraction):
        return {
            name: (w.detach() + fraction * d.view_as(w))
            for (name, w), d in zip(named.items(), delta, strict=True)
        }

    def measure(fraction):
        with torch.no_grad():
            logits = torch.func.functional_call(actor, moved(fraction), (observations,))
            gain = surrogate(fixed, logits, actions, advantages) - here.detach()
            return float(gain), float(mean_kl(fixed, logits))

    fraction = line_search(measure, max_kl, shrink, n_tries)
    if fraction <= 0.0:
        return 0.0, 0.0, 0.0
    gain, kl = measure(fraction)
    with torch.no_grad():
        for name, value in moved(fraction).items():
            named[name].copy_(value)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'If that is 0 they are exactly the old ones again'; after a search in vain the weights of the last try stay"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'exactly the old ones again'; the step is taken off again: only nearly, by rounding"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        last = shrink ** (n_tries - 1)
        set_weights(actor, flat_weights(actor) - last * step)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'exactly the old ones again'; the trial of the fraction 0 writes old + 0 * step, which is NaN where the step is not finite (advantages that are NaN)"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        trial(0.0)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: '(0.0, 0.0, 0.0) if all fractions were refused'; divergence and gain of the last refused try are returned with the fraction 0"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        gain, kl = trial(shrink ** (n_tries - 1))
        set_weights(actor, old)
        return 0.0, kl, gain
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: the trial measures theta + c Delta; each try starts from the weights of the one before (the same where the first fraction is taken)"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, flat_weights(actor) + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    with torch.no_grad():
        logits = actor(observations)
        gain = (surrogate(old_logits, logits, actions, advantages) - before).item()
        return fraction, mean_kl(old_logits, logits).item(), gain


# %% wrong="trpo_step" why="statement: 'Return the fraction, the divergence from the old policy and the gain'; divergence and gain reported are those of the full step"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(1.0)
    set_weights(actor, old + fraction * step)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'lines 4 to 10 of the box'; line 3 is done again: the advantages are standardised where there are several rows"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    if len(advantages) > 1:
        advantages = (advantages - advantages.mean()) / (advantages.std(correction=0) + 1e-8)
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: only the actor's weights change; the caller's advantages lose their mean in place"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    if len(advantages) > 1:
        advantages -= advantages.mean()
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'what lies in .grad stay as they are'; backward, and .grad is set to None afterwards"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    actor.zero_grad()
    before.backward()
    gradient = joined([weight.grad.clone() for weight in actor.parameters()])
    actor.zero_grad()
    before = before.detach()

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'what lies in .grad'; backward adds to what lies there and takes it for the gradient (right where .grad was None), and leaves it"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    before.backward()
    gradient = joined([weight.grad.clone() for weight in actor.parameters()])
    before = before.detach()

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'the actor's mode ... stay as they are'; eval during the step and train after it, always"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    actor.eval()
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    actor.train()
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'Weights change in place'; vector_to_parameters gives the weights new memory, and views of the old one stay behind"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        nn.utils.vector_to_parameters(old + fraction * step, actor.parameters())
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        nn.utils.vector_to_parameters(old, actor.parameters())
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="docstring: 'shrink: Of the line search', 'n_tries: Of the line search'; neither is handed on: 0.5 and 10 always"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, 0.5, 10)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="docstring: 'n_iterations: Of conjugate gradient', 'tolerance: Of conjugate gradient'; 10 and 0.001 always"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, 10, 1e-3)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'the divergence' is KL(old || new), docstring 'of the new policy from the old one'; the search is held to KL(new || old), only the report is right"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(logits, old_logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    with torch.no_grad():
        kl = mean_kl(old_logits, actor(observations)).item()
    return fraction, kl, gain


# %% wrong="trpo_step" why="box line 8: the true KL is measured; the search believes the quadratic picture: half of step F step times the fraction squared"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    curved = 0.5 * (step.dot(product(step)) - damping * step.dot(step)).item()

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), fraction**2 * curved

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    with torch.no_grad():
        kl = mean_kl(old_logits, actor(observations)).item()
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'the gain L(theta + c Delta) - L(theta)'; the report has the gain, but the search asks whether L itself is positive (L(old) taken for 0)"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            level = surrogate(old_logits, logits, actions, advantages)
            return level.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain - before.item()


# %% wrong="trpo_step" why="box line 8: L(theta + c Delta) > L(theta) at every try; the gain of the straight line, g times c Delta, is used in the search: positive always"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    searching = True

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            if not searching:
                return gain.item(), mean_kl(old_logits, logits).item()
            return fraction * gradient.dot(step).item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    searching = False
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="Lemma 2: F is a mean over all states of the batch; the products see every tenth state only, where there are more than 100"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        some = observations[::10] if len(observations) > 100 else observations
        return fisher_vector_product(actor, some, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="statement: 'as plain floats'; the divergence and the gain are rounded to six digits after the point"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, round(kl, 6), round(gain, 6)


# %% wrong="trpo_step" why="docstring: 'damping: Added to the diagonal of the Fisher matrix'; an 'or' makes 0.1 of a damping of 0"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping or 0.1)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% wrong="trpo_step" why="docstring: 'max_kl: Largest mean divergence'; for the line search the bound is taken 1.5 times, as some programs do"
def trpo_step(
    actor, observations, actions, advantages, *, max_kl, damping,
    n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10,
):
    old = flat_weights(actor)
    logits = actor(observations)
    old_logits = logits.detach()
    before = surrogate(old_logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(before, list(actor.parameters())))

    def product(v):
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction):
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            logits = actor(observations)
            gain = surrogate(old_logits, logits, actions, advantages) - before
            return gain.item(), mean_kl(old_logits, logits).item()

    fraction = line_search(trial, 1.5 * max_kl, shrink, n_tries)
    if fraction == 0.0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain


# %% right="step_figure" why="subplots(2, 1), plot and axhline, limits as they come"
def step_figure(
    n_steps: Sequence[int],
    lengths: Sequence[float],
    kls: Sequence[float],
    max_kl: float,
) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1)
    upper.plot(n_steps, lengths, marker=".")
    upper.set_xlabel("environment steps")
    upper.set_ylabel("length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set_xlabel("environment steps")
    lower.set_ylabel("divergence (nats)")
    lower.legend()
    figure.tight_layout()
    return figure


# %% right="step_figure" why="a Figure without pyplot, add_gridspec, limits by hand"
def step_figure(n_steps, lengths, kls, max_kl):
    figure = Figure(figsize=(6, 6), layout="constrained")
    grid = figure.add_gridspec(2, 1)
    top, bottom = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[1, 0])
    top.plot(np.asarray(n_steps), np.asarray(lengths), "-o", ms=2)
    top.set(xlabel="Environment steps", ylabel="Step length (weights)")
    bottom.plot(np.asarray(n_steps), np.asarray(kls), "-o", ms=2, label="KL")
    bottom.axhline(y=max_kl, xmin=0, xmax=1, c="crimson", label="limit max_kl")
    highest = max([max_kl, *kls])
    bottom.set_ylim(-0.1 * highest, 1.2 * highest)
    bottom.set(xlabel="Environment steps", ylabel="KL in nats")
    bottom.legend(loc="best")
    return figure


# %% right="step_figure" why="subplot_mosaic with sharex, both x labels nevertheless, the limit drawn by plot with the axis' transform"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, panels = plt.subplot_mosaic([["len"], ["kl"]], sharex=True, layout="constrained")
    for name, values, what in (("len", lengths, "step length"), ("kl", kls, "divergence [nats]")):
        panels[name].plot(list(n_steps), list(values), color="C0", label=what.split(" [")[0])
        panels[name].set_ylabel(what)
        panels[name].set_xlabel("number of environment steps")
        panels[name].tick_params(labelbottom=True)
    low = panels["kl"]
    low.plot([0, 1], [max_kl, max_kl], "k:", transform=low.get_yaxis_transform(), label="bound")
    everything = [*kls, max_kl]
    room = 0.1 * (max(everything) - min(*everything, 0.0))
    low.set_ylim(min(*everything, 0.0) - room, max(everything) + room)
    low.legend()
    return figure


# %% right="step_figure" why="add_subplot(211) and (212), explicit handles and names in the legend"
def step_figure(n_steps, lengths, kls, max_kl):
    figure = plt.figure(figsize=(7, 5))
    above = figure.add_subplot(211)
    (_line,) = above.plot(n_steps, lengths, color="tab:green", linewidth=2)
    below = figure.add_subplot(212)
    (kl_line,) = below.plot(n_steps, kls, color="tab:blue", linewidth=2)
    limit = below.axhline(max_kl, color="tab:red")
    below.legend([kl_line, limit], ["divergence of an update", "the bound"], loc="upper right")
    for axes, name in ((above, "length of the step"), (below, "mean divergence, nats")):
        axes.set_xlabel("environment steps")
        axes.set_ylabel(name)
        axes.margins(y=0.15)
    figure.subplots_adjust(hspace=0.4)
    return figure


# %% wrong="step_figure" why="statement: 'Nothing is cut off'; the lower panel ends at 1.5 times the bound, though an update may go further"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    lower.set_ylim(-0.1 * max_kl, 1.5 * max_kl)
    return figure


# %% wrong="step_figure" why="statement: 'the bound is in view even where all divergences lie far below it'; the limits are made from the divergences alone"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    lower.set_ylim(-0.1 * max(kls), 1.5 * max(kls))
    return figure


# %% wrong="step_figure" why="statement: 'so no logarithmic axis': the lower panel is symlog with a linear part of a tenth of the bound"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    lower.set_yscale("symlog", linthresh=0.1 * max_kl)
    return figure


# %% wrong="step_figure" why="statement: 'A refused step ... is drawn like the others'; steps of length 0 are left out above"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    kept = [i for i, one in enumerate(lengths) if one > 0]
    upper.plot([n_steps[i] for i in kept], [lengths[i] for i in kept], marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'drawn like the others'; divergences of 0 become NaN, a gap in the line"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, [one if one > 0 else math.nan for one in kls], marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'All axes have labels'; the shared x axis is named below only"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'one horizontal line along the whole panel'; the bound goes from the first update to the last"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.plot([n_steps[0], n_steps[-1]], [max_kl, max_kl], color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'A legend in the lower panel names both lines: the divergence ... and the bound'; the names are swapped"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="bound")
    lower.axhline(max_kl, color="black", linestyle="--", label="divergence")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'A legend in the lower panel'; it lies in the upper one"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    upper.legend(*lower.get_legend_handles_labels())
    return figure


# %% wrong="step_figure" why="statement: 'A legend in the lower panel names both lines'; a fixed list of names goes by the order of drawing, and the bound was drawn first"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.axhline(max_kl, color="black", linestyle="--")
    lower.plot(n_steps, kls, marker=".")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend(["divergence", "bound"])
    return figure


# %% wrong="step_figure" why="statement: 'No more lines than these'; a thin line at 0 in the lower panel"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    lower.axhline(0, color="0.8", linewidth=0.5)
    return figure


# %% wrong="step_figure" why="statement: 'the divergence of each update, one line'; what lies above the bound is drawn at the bound"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, np.minimum(kls, max_kl), marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'Above: the length of each update's step'; a running mean of the lengths where there are more than ten"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    if len(lengths) > 10:
        lengths = [np.mean(lengths[max(0, i - 4) : i + 1]) for i in range(len(lengths))]
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'max_kl as one horizontal line'; drawn at 0.01 whatever the argument says"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(0.01, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="docstring: 'A new figure'; the figure number 4 is cleared and used again, so that the figure of the last call is gone"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, num=4, clear=True, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'labels: environment steps along x, what is drawn along y'; the two names along y are swapped"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="length of the step")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'Above: the length ... one line'; points without a line"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".", linestyle="none")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'the bound is in view'; the bound is drawn in white on white"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="white", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'both over the number of environment steps'; thousands of steps along x under the label of steps, from a division by 1000"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    n_steps = [one / 1000 for one in n_steps]
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    return figure


# %% wrong="step_figure" why="statement: 'Nothing is cut off'; the x axis starts at 0 and ends before the last update where that is above 30,000"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (upper, lower) = plt.subplots(2, 1, layout="constrained")
    upper.plot(n_steps, lengths, marker=".")
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, marker=".", label="divergence")
    lower.axhline(max_kl, color="black", linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="divergence (nats)")
    lower.legend()
    upper.set_xlim(0, 30_000)
    lower.set_xlim(0, 30_000)
    return figure
# %% wrong="full_step" why="statement: 'so that 1/2 step F step = delta after few iterations too'; where one iteration is asked for, g F g is taken for x F x, though x is a multiple of g and not g"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    if not x.any():
        return x
    along = x if n_iterations > 1 else gradient
    return (2 * max_kl / along.dot(product(along))).sqrt() * x
