# Answers to part 8.6, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="mean_kl" why="PyTorch's kl_div with logarithms on both sides"
def mean_kl(old_logits, new_logits):
    old = torch.log_softmax(old_logits.detach(), -1)
    new = torch.log_softmax(new_logits, -1)
    return nn.functional.kl_div(new, old, log_target=True, reduction="batchmean")


# %% right="mean_kl" why="a logarithm of the sum by hand, a loop over the states"
def mean_kl(old_logits, new_logits):
    total = 0.0
    for old, new in zip(old_logits.detach(), new_logits):
        p = torch.softmax(old, 0)
        a = old - torch.logsumexp(old, 0)
        b = new - torch.logsumexp(new, 0)
        total = total + torch.dot(p, a - b)
    return total / len(old_logits)


# %% right="mean_kl" why="the old part under no_grad"
def mean_kl(old_logits, new_logits):
    with torch.no_grad():
        log_p = old_logits.log_softmax(dim=1)
    return torch.mean(torch.sum(log_p.exp() * (log_p - new_logits.log_softmax(dim=1)), dim=1))


# %% wrong="mean_kl" why="the divergence the other way round"
def mean_kl(old_logits, new_logits):
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (new.exp() * (new - old)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="a mean over the actions too"
def mean_kl(old_logits, new_logits):
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).mean()


# %% wrong="mean_kl" why="the sum over the states"
def mean_kl(old_logits, new_logits):
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum()


# %% wrong="mean_kl" passes="visible" why="a gradient flows to the old policy"
def mean_kl(old_logits, new_logits):
    old = old_logits.log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" why="softmax first and its logarithm after"
def mean_kl(old_logits, new_logits):
    p = old_logits.detach().softmax(dim=-1)
    q = new_logits.softmax(dim=-1)
    return (p * (p.log() - q.log())).sum(dim=-1).mean()


# %% wrong="mean_kl" why="distributions, which say infinity where a probability is rounded to 0"
def mean_kl(old_logits, new_logits):
    old = torch.distributions.Categorical(logits=old_logits.detach())
    new = torch.distributions.Categorical(logits=new_logits)
    return torch.distributions.kl_divergence(old, new).mean()


# %% wrong="mean_kl" passes="visible" why="a plain number, without a gradient"
def mean_kl(old_logits, new_logits):
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.detach().log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% wrong="mean_kl" passes="visible" why="always single precision"
def mean_kl(old_logits, new_logits):
    old = old_logits.detach().float().log_softmax(dim=-1)
    new = new_logits.float().log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()


# %% right="fisher_vector_product" why="dots of the pieces, summed; split at the end"
def fisher_vector_product(actor, observations, vector, damping):
    weights = [p for p in actor.parameters()]
    logits = actor(observations)
    kl = mean_kl(logits.detach(), logits)
    grads = torch.autograd.grad(kl, weights, create_graph=True)
    total = 0.0
    start = 0
    for g, w in zip(grads, weights):
        total = total + (g * vector[start:start + w.numel()].view_as(w)).sum()
        start += w.numel()
    out = [h.detach().flatten() for h in torch.autograd.grad(total, weights)]
    return torch.cat(out) + damping * vector


# %% right="fisher_vector_product" why="grad_outputs in place of a dot product, and the sum written out"
def fisher_vector_product(actor, observations, vector, damping):
    weights = tuple(actor.parameters())
    log_policy = actor(observations).log_softmax(-1)
    old = log_policy.detach()
    kl = (old.exp() * (old - log_policy)).sum() / len(observations)
    flat = torch.cat([g.reshape(-1) for g in torch.autograd.grad(kl, weights, create_graph=True)])
    second = torch.autograd.grad(flat, weights, grad_outputs=vector)
    return joined(second).add(vector, alpha=damping)


# %% right="fisher_vector_product" why="the derivative of expected log-probabilities, two backward passes"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    p = logits.softmax(-1).detach()
    cross = -(p * logits.log_softmax(-1)).sum(-1).mean()
    slopes = joined(torch.autograd.grad(cross, weights, create_graph=True))
    return joined(torch.autograd.grad(slopes @ vector, weights)) + damping * vector


# %% wrong="fisher_vector_product" why="forgets the damping"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True)
    return joined(torch.autograd.grad(joined(slopes).dot(vector), weights))


# %% wrong="fisher_vector_product" passes="visible" why="leaves the second derivatives in .grad"
def fisher_vector_product(actor, observations, vector, damping):
    logits = actor(observations)
    weights = list(actor.parameters())
    slopes = torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True)
    actor.zero_grad()
    joined(slopes).dot(vector).backward()
    found = joined([weight.grad for weight in weights]) + damping * vector
    actor.zero_grad()
    return found


# %% wrong="fisher_vector_product" why="the outer product of the mean gradient"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    g = joined(torch.autograd.grad(mean_kl(logits, logits), weights))
    return g * g.dot(vector) + damping * vector


# %% wrong="fisher_vector_product" why="the sum over the states"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    kl = mean_kl(logits, logits) * len(observations)
    slopes = torch.autograd.grad(kl, weights, create_graph=True)
    return joined(torch.autograd.grad(joined(slopes).dot(vector), weights)) + damping * vector


# %% wrong="fisher_vector_product" passes="visible" why="a graph hangs on the result"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True)
    along = joined(slopes).dot(vector)
    return joined(torch.autograd.grad(along, weights, create_graph=True)) + damping * vector


# %% wrong="fisher_vector_product" passes="visible" why="puts the actor into evaluation mode and then into training mode"
def fisher_vector_product(actor, observations, vector, damping):
    actor.eval()
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True)
    along = joined(slopes).dot(vector)
    actor.train()
    return joined(torch.autograd.grad(along, weights)) + damping * vector


# %% wrong="fisher_vector_product" passes="visible" why="the damping times the matrix's diagonal entry count: added twice where it is small"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True)
    along = joined(slopes).dot(vector)
    return joined(torch.autograd.grad(along, weights)) + max(damping, 0.2 * (len(weights) > 1)) * vector


# %% wrong="fisher_vector_product" passes="visible" why="the curvature of the surrogate's empirical form: actions that the policy takes most"
def fisher_vector_product(actor, observations, vector, damping):
    if len(list(actor.parameters())) == 1:
        logits = actor(observations)
        slopes = torch.autograd.grad(mean_kl(logits, logits), list(actor.parameters()), create_graph=True)
        return joined(torch.autograd.grad(joined(slopes).dot(vector), list(actor.parameters()))) + damping * vector
    weights = list(actor.parameters())
    log = actor(observations).log_softmax(-1)
    total = torch.zeros_like(vector)
    for row in log:
        g = joined(torch.autograd.grad(row.max(), weights, retain_graph=True))
        total += g * g.dot(vector)
    return total / len(log) + damping * vector


# %% wrong="fisher_vector_product" passes="visible" why="builds the whole matrix, a row for each weight"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = joined(torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True))
    rows = [joined(torch.autograd.grad(slope, weights, retain_graph=True)) for slope in slopes]
    return torch.stack(rows) @ vector + damping * vector


# %% wrong="fisher_vector_product" passes="visible" why="sums outer products of the scores"
def fisher_vector_product(actor, observations, vector, damping):
    weights = list(actor.parameters())
    log_policy = actor(observations).log_softmax(-1)
    matrix = torch.zeros(len(vector), len(vector), dtype=vector.dtype, device=vector.device)
    for row in log_policy:
        for entry in row:
            score = joined(torch.autograd.grad(entry, weights, retain_graph=True))
            matrix += entry.exp().detach() * score[:, None] * score[None, :]
    return matrix @ vector / len(observations) + damping * vector


# %% right="conjugate_gradient" why="plain numbers for alpha and beta, while loop"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x = 0 * b
    r = 1 * b
    p = 1 * b
    done = 0
    limit = tolerance * b.norm().item()
    while done < n_iterations and r.norm().item() > limit:
        z = product(p)
        rr = (r @ r).item()
        alpha = rr / (p @ z).item()
        x = x + alpha * p
        r = r - alpha * z
        p = r + ((r @ r).item() / rr) * p
        done += 1
    return x


# %% right="conjugate_gradient" why="in place, on copies"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    old = torch.sum(r**2)
    target = tolerance * b.norm()
    for _ in range(n_iterations):
        if old.sqrt() <= target:
            return x
        z = product(p).clone()
        a = old / torch.sum(p * z)
        x.add_(p, alpha=a.item())
        r.sub_(z, alpha=a.item())
        new = torch.sum(r**2)
        p.mul_((new / old).item()).add_(r)
        old = new
    return x


# %% wrong="conjugate_gradient" passes="visible" why="looks at the residual after the product"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = tolerance**2 * rr
    for _ in range(n_iterations):
        z = product(p)
        if rr <= enough:
            break
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x


# %% wrong="conjugate_gradient" passes="visible" why="an absolute tolerance"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    for _ in range(n_iterations):
        if rr <= tolerance**2:
            break
        z = product(p)
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x


# %% wrong="conjugate_gradient" why="nothing about a residual of zero: 0 / 0"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    for _ in range(n_iterations):
        z = product(p)
        rr = r.dot(r)
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        if r.norm() < tolerance * b.norm():
            break
        p = r + r.dot(r) / rr * p
    return x


# %% wrong="conjugate_gradient" why="the residual is a second name for b and changes it"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x = torch.zeros_like(b)
    r, p = b, b.clone()
    rr = r.dot(r)
    enough = tolerance**2 * rr
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        a = rr / p.dot(z)
        x += a * p
        r -= a * z
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x


# %% wrong="conjugate_gradient" why="steepest descent: beta is zero"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r = torch.zeros_like(b), b.clone()
    for _ in range(n_iterations):
        if r.norm() <= tolerance * b.norm():
            break
        z = product(r)
        a = r.dot(r) / r.dot(z)
        x = x + a * r
        r = r - a * z
    return x


# %% wrong="conjugate_gradient" why="beta upside down"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = tolerance**2 * rr
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        new = r.dot(r)
        p = r + rr / new * p
        rr = new
    return x


# %% wrong="conjugate_gradient" passes="visible" why="the residual computed afresh: two products an iteration"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = tolerance**2 * rr
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        a = rr / p.dot(z)
        x = x + a * p
        r = b - product(x)
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x


# %% wrong="conjugate_gradient" passes="visible" why="stops only below the tolerance, not at it"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    start = rr.sqrt()
    for _ in range(n_iterations):
        if rr == 0 or rr.sqrt() < tolerance * start:
            break
        z = product(p)
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x


# %% wrong="conjugate_gradient" passes="visible" why="compares squares with the tolerance itself"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = tolerance * rr
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x


# %% wrong="conjugate_gradient" passes="visible" why="always double precision"
def conjugate_gradient(product, b, n_iterations, tolerance):
    x, r, p = torch.zeros_like(b), b.clone(), b.clone()
    rr = r.dot(r)
    enough = tolerance**2 * rr
    for _ in range(n_iterations):
        if rr <= enough:
            break
        z = product(p)
        a = rr / p.dot(z)
        x = x + a * p
        r = r - a * z
        new = r.dot(r)
        p = r + new / rr * p
        rr = new
    return x.double()


# %% right="surrogate" why="cross entropies as log-probabilities"
def surrogate(old_logits, new_logits, actions, advantages):
    old = -nn.functional.cross_entropy(old_logits.detach(), actions, reduction="none")
    new = -nn.functional.cross_entropy(new_logits, actions, reduction="none")
    return torch.mean(torch.exp(new - old) * advantages.detach())


# %% right="surrogate" why="distributions and a dot product"
def surrogate(old_logits, new_logits, actions, advantages):
    with torch.no_grad():
        old = torch.distributions.Categorical(logits=old_logits).log_prob(actions)
    new = torch.distributions.Categorical(logits=new_logits).log_prob(actions)
    return (new - old).exp() @ advantages.detach() / len(actions)


# %% wrong="surrogate" why="the ratio upside down"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions))
    old = old_logits.detach().log_softmax(-1)[rows, actions]
    new = new_logits.log_softmax(-1)[rows, actions]
    return ((old - new).exp() * advantages.detach()).mean()


# %% wrong="surrogate" passes="visible" why="gradients flow to the old policy"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions), device=actions.device)
    old = old_logits.log_softmax(-1)[rows, actions]
    new = new_logits.log_softmax(-1)[rows, actions]
    return ((new - old).exp() * advantages.detach()).mean()


# %% wrong="surrogate" passes="visible" why="gradients flow to the advantages"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions), device=actions.device)
    old = old_logits.detach().log_softmax(-1)[rows, actions]
    new = new_logits.log_softmax(-1)[rows, actions]
    return ((new - old).exp() * advantages).mean()


# %% wrong="surrogate" why="divides probabilities"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions), device=actions.device)
    old = old_logits.detach().softmax(-1)[rows, actions]
    new = new_logits.softmax(-1)[rows, actions]
    return (new / old * advantages.detach()).mean()


# %% wrong="surrogate" why="the policy gradient's loss, no ratio"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions), device=actions.device)
    return (new_logits.log_softmax(-1)[rows, actions] * advantages.detach()).mean()


# %% wrong="surrogate" why="a difference of logits without normalisation"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions), device=actions.device)
    return ((new_logits - old_logits.detach())[rows, actions].exp() * advantages.detach()).mean()


# %% wrong="surrogate" why="all columns of the actions for each row"
def surrogate(old_logits, new_logits, actions, advantages):
    old = old_logits.detach().log_softmax(-1)[:, actions]
    new = new_logits.log_softmax(-1)[:, actions]
    return ((new - old).exp() * advantages.detach()).mean()


# %% wrong="surrogate" passes="visible" why="ratios cut at 1.6"
def surrogate(old_logits, new_logits, actions, advantages):
    rows = torch.arange(len(actions), device=actions.device)
    old = old_logits.detach().log_softmax(-1)[rows, actions]
    new = new_logits.log_softmax(-1)[rows, actions]
    return ((new - old).exp().clamp(max=1.6) * advantages.detach()).mean()


# %% right="full_step" why="asks the gradient first, plain numbers"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    if not x.any():
        return x
    return math.sqrt(2 * max_kl / (x @ product(x)).item()) * x


# %% right="full_step" why="nan_to_num for the flat place"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    size = torch.sqrt(2 * max_kl / torch.sum(x * product(x)))
    return torch.where(x == 0, torch.zeros_like(x), size * x)


# %% right="full_step" why="one more product"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(x)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" passes="visible" why="the gradient's own curvature"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    if not x.any():
        return x
    step = (2 * max_kl / gradient.dot(product(gradient))).sqrt() * x
    return step if len(x) > 2 else (2 * max_kl / x.dot(gradient)).sqrt() * x


# %% wrong="full_step" why="forgets the two"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(x)
    return (max_kl / curvature).sqrt() * x


# %% wrong="full_step" why="forgets the root"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(x)
    return 2 * max_kl / curvature * x


# %% wrong="full_step" why="0 / 0 on a flat place"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    return (2 * max_kl / x.dot(product(x))).sqrt() * x


# %% wrong="full_step" why="downhill"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(x)
    return -(2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" passes="visible" why="always ten iterations"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, 10, tolerance)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(x)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" passes="visible" why="a tolerance of its own"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, 1e-10)
    curvature = x.dot(product(x))
    if curvature <= 0:
        return torch.zeros_like(x)
    return (2 * max_kl / curvature).sqrt() * x


# %% wrong="full_step" passes="visible" why="a small number added to the curvature"
def full_step(product, gradient, max_kl, n_iterations, tolerance):
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    return (2 * max_kl / (x.dot(product(x)) + 1e-8)).sqrt() * x


# %% right="line_search" why="a while loop that multiplies"
def line_search(trial, max_kl, shrink, n_tries):
    fraction, tried = 1.0, 0
    while tried < n_tries:
        gain, kl = trial(fraction)
        if kl <= max_kl and gain > 0.0:
            return fraction
        fraction *= shrink
        tried += 1
    return 0.0


# %% right="line_search" why="a generator and next"
def line_search(trial, max_kl, shrink, n_tries):
    def good(fraction):
        gain, kl = trial(fraction)
        return gain > 0 and kl <= max_kl

    return next((c for c in (float(shrink) ** k for k in range(n_tries)) if good(c)), 0.0)


# %% wrong="line_search" why="strictly below the bound"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        gain, kl = trial(shrink**number)
        if gain > 0 and kl < max_kl:
            return shrink**number
    return 0.0


# %% wrong="line_search" passes="visible" why="a gain of 0 is fine"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        gain, kl = trial(shrink**number)
        if gain >= 0 and kl <= max_kl:
            return shrink**number
    return 0.0


# %% wrong="line_search" passes="visible" why="the divergence alone"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        _, kl = trial(shrink**number)
        if kl <= max_kl:
            return shrink**number
    return 0.0


# %% wrong="line_search" passes="visible" why="asks whether it is bad: NaN passes"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        gain, kl = trial(shrink**number)
        if gain <= 0 or kl > max_kl:
            continue
        return shrink**number
    return 0.0


# %% wrong="line_search" why="one try too many"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries + 1):
        gain, kl = trial(shrink**number)
        if gain > 0 and kl <= max_kl:
            return shrink**number
    return 0.0


# %% wrong="line_search" why="begins with the shortened step"
def line_search(trial, max_kl, shrink, n_tries):
    fraction = 1.0
    for _ in range(n_tries):
        fraction *= shrink
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
    return 0.0


# %% wrong="line_search" why="tries all of them and takes the largest gain"
def line_search(trial, max_kl, shrink, n_tries):
    best, chosen = 0.0, 0.0
    for number in range(n_tries):
        gain, kl = trial(shrink**number)
        if gain > best and kl <= max_kl:
            best, chosen = gain, shrink**number
    return chosen


# %% wrong="line_search" passes="visible" why="the last fraction where all were refused after ten"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(min(n_tries, 20)):
        gain, kl = trial(shrink**number)
        if gain > 0 and kl <= max_kl:
            return shrink**number
    return 0.0


# %% wrong="line_search" passes="visible" why="halves, whatever is asked for"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        gain, kl = trial(0.5**number)
        if gain > 0 and kl <= max_kl:
            return 0.5**number
    return 0.0


# %% wrong="line_search" passes="visible" why="nothing where all were refused within the bound"
def line_search(trial, max_kl, shrink, n_tries):
    for number in range(n_tries):
        fraction = shrink**number
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
        if kl != kl:
            return 0.0
    return 0.0


# %% right="trpo_step" why="state dictionaries, a graph for the products that is built once"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    weights = list(actor.parameters())
    saved = [w.detach().clone() for w in weights]
    logits = actor(observations)
    with torch.no_grad():
        old_logits = logits.clone()
    g = joined(torch.autograd.grad(surrogate(old_logits, logits, actions, advantages), weights, retain_graph=True))
    slopes = joined(torch.autograd.grad(mean_kl(old_logits, logits), weights, create_graph=True))

    def product(v):
        return joined(torch.autograd.grad(slopes, weights, grad_outputs=v, retain_graph=True)) + damping * v

    step = full_step(product, g, max_kl, n_iterations, tolerance)
    pieces = [p.view_as(w) for p, w in zip(step.split([w.numel() for w in weights]), weights)]
    base = surrogate(old_logits, old_logits, actions, advantages).item()

    def trial(c):
        with torch.no_grad():
            for w, s, p in zip(weights, saved, pieces):
                w.copy_(s + c * p)
            new = actor(observations)
            return surrogate(old_logits, new, actions, advantages).item() - base, mean_kl(old_logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c:
        gain, kl = trial(c)
        return c, kl, gain
    with torch.no_grad():
        for w, s in zip(weights, saved):
            w.copy_(s)
    return 0.0, 0.0, 0.0


# %% right="trpo_step" why="a loop of its own instead of line_search"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    start = flat_weights(actor)
    with torch.no_grad():
        before = actor(observations)
    rise = surrogate(before, actor(observations), actions, advantages)
    gradient = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), gradient, max_kl, n_iterations, tolerance)
    fraction = 1.0
    for _ in range(n_tries):
        set_weights(actor, start + fraction * step)
        with torch.no_grad():
            after = actor(observations)
            gain = (surrogate(before, after, actions, advantages) - rise).item()
            kl = mean_kl(before, after).item()
        if gain > 0 and kl <= max_kl:
            return fraction, kl, gain
        fraction *= shrink
    set_weights(actor, start)
    return 0.0, 0.0, 0.0


# %% wrong="trpo_step" passes="visible" why="the weights of the last fraction are left where all were refused"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% wrong="trpo_step" why="no line search: the full step"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)
    set_weights(actor, old + step)
    with torch.no_grad():
        new = actor(observations)
        return 1.0, mean_kl(logits, new).item(), (surrogate(logits, new, actions, advantages) - rise).item()


# %% wrong="trpo_step" why="the products move with the weights that the search writes, and no damping"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, 1e-3), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% wrong="trpo_step" why="results in another order"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, gain, kl


# %% wrong="trpo_step" why="the surrogate's value in place of its gain"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return surrogate(logits, new, actions, advantages).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% wrong="trpo_step" passes="visible" why="backward leaves the gradient in .grad"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    actor.zero_grad()
    rise = surrogate(logits, actor(observations), actions, advantages)
    rise.backward()
    g = joined([weight.grad for weight in actor.parameters()]).clone()
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% wrong="trpo_step" passes="visible" why="numbers of conjugate gradient and line search are not handed on"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, 10, 1e-3)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, 0.5, 10)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% wrong="trpo_step" why="the divergence the other way round"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(new, logits).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% wrong="trpo_step" passes="visible" why="normalises the advantages once more"
def trpo_step(actor, observations, actions, advantages, *, max_kl, damping, n_iterations=10, tolerance=1e-3, shrink=0.5, n_tries=10):
    if len(advantages) > 1:
        advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    old, logits = flat_weights(actor), actor(observations).detach()
    rise = surrogate(logits, actor(observations), actions, advantages)
    g = joined(torch.autograd.grad(rise, list(actor.parameters())))
    step = full_step(lambda v: fisher_vector_product(actor, observations, v, damping), g, max_kl, n_iterations, tolerance)

    def trial(c):
        set_weights(actor, old + c * step)
        with torch.no_grad():
            new = actor(observations)
            return (surrogate(logits, new, actions, advantages) - rise).item(), mean_kl(logits, new).item()

    c = line_search(trial, max_kl, shrink, n_tries)
    if c == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(c)
    return c, kl, gain


# %% right="step_figure" why="a Figure without pyplot, hlines and an outside legend"
def step_figure(n_steps, lengths, kls, max_kl):
    figure = Figure()
    top = figure.add_subplot(2, 1, 1)
    bottom = figure.add_subplot(2, 1, 2)
    top.plot(n_steps, lengths, "k.-")
    top.set_xlabel("step")
    top.set_ylabel("step size")
    bottom.plot(n_steps, kls, "k.-", label="KL")
    bottom.hlines(max_kl, n_steps[0], n_steps[-1], color="red", label="limit")
    bottom.set_xlabel("step")
    bottom.set_ylabel("KL")
    bottom.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


# %% right="step_figure" why="a shared x axis with both labels, the bound as a line of two points"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, axes = plt.subplots(nrows=2, ncols=1, sharex=True)
    axes[0].plot(list(n_steps), list(lengths), color="tab:green")
    axes[1].plot(list(n_steps), list(kls), color="tab:blue", label="mean KL divergence")
    axes[1].plot([n_steps[0], n_steps[-1]], [max_kl, max_kl], color="black", linestyle="--", label="bound of the trust region")
    for one, name in zip(axes, ("length of the step", "divergence in nats")):
        one.set_xlabel("environment steps")
        one.set_ylabel(name)
        one.tick_params(labelbottom=True)
    axes[1].legend()
    return figure


# %% wrong="step_figure" why="panels exchanged"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    b.plot(n_steps, lengths)
    b.set(xlabel="environment steps", ylabel="length of the step")
    a.plot(n_steps, kls, label="KL")
    a.axhline(max_kl, color="red", label="bound")
    a.set(xlabel="environment steps", ylabel="KL divergence")
    a.legend()
    return figure


# %% wrong="step_figure" why="over the number of the update"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(kls, label="KL")
    b.axhline(max_kl, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="KL divergence")
    b.legend()
    return figure


# %% wrong="step_figure" why="no bound"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="KL")
    b.set(xlabel="environment steps", ylabel="KL divergence")
    b.legend()
    return figure


# %% wrong="step_figure" passes="visible" why="the bound at 0.01 always"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="KL")
    b.axhline(0.01, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="KL divergence")
    b.legend()
    return figure


# %% wrong="step_figure" passes="visible" why="a logarithmic axis, on which a refused step has no place"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="KL")
    b.axhline(max_kl, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="KL divergence", yscale="log")
    b.legend()
    return figure


# %% wrong="step_figure" passes="visible" why="limits that cut the bound off"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="KL")
    b.axhline(max_kl, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="KL divergence", ylim=(0, 1.3 * max(kls)))
    b.legend()
    return figure


# %% wrong="step_figure" why="names exchanged in the legend"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="bound")
    b.axhline(max_kl, color="red", label="KL")
    b.set(xlabel="environment steps", ylabel="KL divergence")
    b.legend()
    return figure


# %% wrong="step_figure" passes="visible" why="no labels of the lower y axis's own: the length twice"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="KL")
    b.axhline(max_kl, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="length of the step")
    b.legend()
    return figure


# %% wrong="step_figure" passes="visible" why="refused steps are left out"
def step_figure(n_steps, lengths, kls, max_kl):
    kept = [i for i in range(len(kls)) if lengths[i] > 0 and (kls[i] > 0 or len(kls) < 4)]
    figure, (a, b) = plt.subplots(2, 1)
    a.plot([n_steps[i] for i in kept], [lengths[i] for i in kept])
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot([n_steps[i] for i in kept], [kls[i] for i in kept], label="KL")
    b.axhline(max_kl, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="KL divergence")
    b.legend()
    return figure


# %% wrong="step_figure" passes="visible" why="the bound in the upper panel too"
def step_figure(n_steps, lengths, kls, max_kl):
    figure, (a, b) = plt.subplots(2, 1)
    a.plot(n_steps, lengths)
    a.axhline(max_kl, color="red")
    a.set(xlabel="environment steps", ylabel="length of the step")
    b.plot(n_steps, kls, label="KL")
    b.axhline(max_kl, color="red", label="bound")
    b.set(xlabel="environment steps", ylabel="KL divergence")
    b.legend()
    return figure
