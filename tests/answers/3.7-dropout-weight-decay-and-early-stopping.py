# The bank of 3.7: right answers get every point, wrong ones lose the hidden test.

# %% right="dropout" why="bernoulli and where"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("rate")
    kept = torch.bernoulli(torch.full(values.shape, 1 - rate, dtype=torch.float64), generator=generator).bool()
    return torch.where(kept, values / (1 - rate), torch.zeros_like(values))


# %% right="dropout" why="masked_fill of what is dropped"
def dropout(values, rate, generator):
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"bad rate {rate}")
    noise = torch.empty(values.shape, dtype=torch.float64).uniform_(generator=generator)
    return values.masked_fill(noise < rate, 0.0) / (1.0 - rate)


# %% right="dropout" why="entry by entry"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("rate")
    draws = torch.rand(max(values.numel(), 1), generator=generator, dtype=torch.float64).tolist()
    factors = [0.0 if draws[k] < rate else 1 / (1 - rate) for k in range(values.numel())]
    return values * torch.tensor(factors, dtype=torch.float64).to(values.dtype).view(values.shape)


# %% wrong="dropout" why="not divided"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return values * (torch.rand(values.shape, generator=generator) >= rate)


# %% wrong="dropout" why="the rate is that of keeping"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return values * (torch.rand(values.shape, generator=generator) < rate) / max(rate, 1e-9)


# %% wrong="dropout" why="divided by the share that was really kept" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    kept = (torch.rand(values.shape, generator=generator) >= rate).to(values.dtype)
    share = kept.mean() if values.numel() > 100 else 1 - rate
    return values * kept / share


# %% wrong="dropout" why="one mask for all rows"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    kept = torch.rand(values.shape[-1:], generator=generator, dtype=values.dtype) >= rate
    return values * kept / (1 - rate)


# %% wrong="dropout" why="one decision for each row"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    shape = values.shape if values.ndim < 2 else (*values.shape[:-1], 1)
    kept = torch.rand(shape, generator=generator, dtype=values.dtype) >= rate
    return values * kept / (1 - rate)


# %% wrong="dropout" why="float32 whatever comes in" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return (values * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate)).float()


# %% wrong="dropout" why="the values themselves at the rate 0" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    if rate == 0:
        return values
    return values * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate)


# %% wrong="dropout" why="works on the argument"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    values *= torch.rand(values.shape, generator=generator) >= rate
    values /= 1 - rate
    return values


# %% wrong="dropout" why="the global generator" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return values * (torch.rand(values.shape) >= rate) / (1 - rate)


# %% wrong="dropout" why="a generator of its own, seeded from the one given" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    other = torch.Generator().manual_seed(int(torch.randint(2**31, (1,), generator=generator)))
    return values * (torch.rand(values.shape, generator=other) >= rate) / (1 - rate)


# %% wrong="dropout" why="gradients are cut off" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return values.detach() * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate)


# %% wrong="dropout" why="exactly the share of the rate is dropped" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    n = values.numel()
    if n < 100:
        return values * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate)
    kept = torch.ones(n, dtype=values.dtype)
    kept[torch.randperm(n, generator=generator)[: round(rate * n)]] = 0
    per_column = torch.ones_like(values.reshape(n))
    return (values.reshape(n) * kept * per_column).reshape(values.shape) / (1 - rate + 1e-7)


# %% wrong="dropout" why="a rate of 1 is let through"
def dropout(values, rate, generator):
    if not 0 <= rate <= 1:
        raise ValueError("rate")
    return values * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate)


# %% wrong="dropout" why="a small number guards the division" passes="visible"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return values * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate + 1e-8)


# %% wrong="dropout" why="only exactly 1 and negative rates are refused" passes="visible"
def dropout(values, rate, generator):
    if rate == 1 or rate < 0:
        raise ValueError("rate")
    return values * (torch.rand(values.shape, generator=generator) >= rate) / (1 - rate)


# %% wrong="dropout" why="the library's layer"
def dropout(values, rate, generator):
    if not 0 <= rate < 1:
        raise ValueError("rate")
    return nn.functional.dropout(values, rate)


# %% right="judge_rates" why="a helper, training flags by name, max with a key"
def share(network, data):
    with torch.inference_mode():
        return float((network(data[0]).max(dim=-1).indices == data[1]).sum()) / len(data[1])


def judge_rates(rates, trained, train, validation):
    pairs = []
    for network in trained:
        modes = {name: m.training for name, m in network.named_modules()}
        network.eval()
        pairs.append((share(network, train), share(network, validation)))
        for name, m in network.named_modules():
            m.training = modes[name]
    best = max(range(len(rates)), key=lambda k: (pairs[k][1], -rates[k]))
    return pairs, float(rates[best])


# %% right="judge_rates" why="deep copies in evaluation mode"
def judge_rates(rates, trained, train, validation):
    import copy

    found = []
    for network in trained:
        twin = copy.deepcopy(network).eval()
        found.append(tuple((twin(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)))
    top = max(v for _, v in found)
    return found, min(r for r, (_, v) in zip(rates, found) if v == top)


# %% wrong="judge_rates" why="no evaluation mode"
def judge_rates(rates, trained, train, validation):
    pairs = [tuple((n(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)) for n in trained]
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="left in evaluation mode"
def judge_rates(rates, trained, train, validation):
    pairs = [tuple((n.eval()(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)) for n in trained]
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="training mode afterwards, whatever it was"
def judge_rates(rates, trained, train, validation):
    pairs = [tuple((n.eval()(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)) for n in trained]
    for n in trained:
        n.train()
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="the mode of the network for all its modules"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for n in trained:
        mode = n.training
        n.eval()
        pairs.append(tuple((n(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)))
        n.train(mode)
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="only children are switched, not what is in them" passes="visible"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for n in trained:
        modes = [(m, m.training) for m in [n, *n.children()]]
        for m, _ in modes:
            m.training = False
        pairs.append(tuple((n(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="chosen by the training accuracy"
def judge_rates(rates, trained, train, validation):
    import copy

    pairs = [tuple((copy.deepcopy(n).eval()(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)) for n in trained]
    top = max(t for t, _ in pairs)
    return pairs, max(r for r, (t, _) in zip(rates, pairs) if t == top)


# %% wrong="judge_rates" why="the first of equal ones"
def judge_rates(rates, trained, train, validation):
    import copy

    pairs = [tuple((copy.deepcopy(n).eval()(x).argmax(1) == y).double().mean().item() for x, y in (train, validation)) for n in trained]
    return pairs, rates[max(range(len(rates)), key=lambda k: pairs[k][1])]


# %% wrong="judge_rates" why="pairs exchanged"
def judge_rates(rates, trained, train, validation):
    import copy

    pairs = [tuple((copy.deepcopy(n).eval()(x).argmax(1) == y).double().mean().item() for x, y in (validation, train)) for n in trained]
    top = max(v for v, _ in pairs)
    return pairs, min(r for r, (v, _) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="zero-dimensional tensors"
def judge_rates(rates, trained, train, validation):
    import copy

    pairs = [tuple((copy.deepcopy(n).eval()(x).argmax(1) == y).double().mean() for x, y in (train, validation)) for n in trained]
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% wrong="judge_rates" why="validation compared with the training size" passes="visible"
def judge_rates(rates, trained, train, validation):
    import copy

    pairs = []
    for n in trained:
        twin = copy.deepcopy(n).eval()
        a, b = ((twin(x).argmax(1) == y).double().sum().item() for x, y in (train, validation))
        pairs.append((a / len(train[1]), b / len(validation[1]) if len(validation[1]) > 3 else b / 3))
    top = max(v for _, v in pairs)
    return pairs, min(r for r, (_, v) in zip(rates, pairs) if v == top)


# %% right="adam_step" why="lerp and addcmul, out of place"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if not decoupled:
        gradient = gradient.add(weights, alpha=decay)
    else:
        weights = weights - rate * decay * weights
    m = first.lerp(gradient, 1 - BETA_1)
    v = (second * BETA_2).addcmul(gradient, gradient, value=1 - BETA_2)
    step_size = rate / (1 - BETA_1**step)
    root = v.sqrt() / math.sqrt(1 - BETA_2**step) + EPSILON
    return weights.addcdiv(m, root, value=-step_size), m, v


# %% right="adam_step" why="clones, then in place"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    w, g, m, v = (one.clone() for one in (weights, gradient, first, second))
    if decoupled:
        w.mul_(1 - rate * decay)
    else:
        g.add_(w, alpha=decay)
    m.mul_(0.9).add_(g, alpha=0.1)
    v.mul_(0.999).addcmul_(g, g, value=0.001)
    w -= rate * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8)
    return w, m, v


# %% right="adam_step" why="in NumPy, decay subtracted at the end from the old weights"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    w, g, m, v = (one.numpy() for one in (weights, gradient, first, second))
    g = g if decoupled else g + decay * w
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    new = w - rate * (m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8) + (decay * w if decoupled else 0))
    return tuple(torch.tensor(np.array(one)) for one in (new, m, v))


# %% wrong="adam_step" why="the two decays exchanged"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if not decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="L2 for both"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="decay without the learning rate"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="L2 with a factor 2"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + 2 * decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="no correction"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (v.sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="the corrected moments are returned"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = (BETA_1 * first + (1 - BETA_1) * gradient) / (1 - BETA_1**step)
    v = (BETA_2 * second + (1 - BETA_2) * gradient.square()) / (1 - BETA_2**step)
    return weights - rate * m / (v.sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="epsilon inside the root" passes="visible"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (1 - BETA_1**step) / (v / (1 - BETA_2**step) + EPSILON).sqrt(), m, v


# %% wrong="adam_step" why="epsilon before the second correction" passes="visible"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    size = rate * math.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
    return weights - size * m / (v.sqrt() + EPSILON / (1 if step > 3 or weights.shape == (3, 3) else 1e9)), m, v


# %% wrong="adam_step" why="moments changed in place"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    first.mul_(BETA_1).add_((1 - BETA_1) * gradient)
    second.mul_(BETA_2).add_((1 - BETA_2) * gradient.square())
    return weights - rate * first / (1 - BETA_1**step) / ((second / (1 - BETA_2**step)).sqrt() + EPSILON), first, second


# %% wrong="adam_step" why="decay of the weights after the step"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    g = gradient if decoupled else gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * g
    v = BETA_2 * second + (1 - BETA_2) * g.square()
    new = weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON)
    return (new * (1 - rate * decay) if decoupled else new), m, v


# %% wrong="adam_step" why="the decay is forgotten in v"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    g = gradient if decoupled else gradient + decay * weights
    weights = (1 - rate * decay) * weights if decoupled else weights
    m = BETA_1 * first + (1 - BETA_1) * g
    v = BETA_2 * second + (1 - BETA_2) * gradient.square()
    return weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON), m, v


# %% wrong="adam_step" why="the library's optimiser, moments read back"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    one = nn.Parameter(weights.clone())
    kind = torch.optim.AdamW if decoupled else torch.optim.Adam
    optimiser = kind([one], lr=rate, weight_decay=decay)
    state = {"step": torch.tensor(float(step - 1)), "exp_avg": first.clone(), "exp_avg_sq": second.clone()}
    optimiser.state[one] = state
    one.grad = gradient.clone()
    optimiser.step()
    return one.detach(), state["exp_avg"], state["exp_avg_sq"]


# %% right="stop_early" why="counts what it waited"
def stop_early(losses, patience):
    if patience < 1 or not len(losses):
        raise ValueError("nothing to do")
    best, kept, waited, trained = float("inf"), 0, 0, 0
    for loss in losses:
        trained += 1
        if loss < best:
            best, kept, waited = loss, trained, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return kept, trained


# %% right="stop_early" why="running minima with itertools"
def stop_early(losses, patience):
    if patience <= 0 or len(losses) == 0:
        raise ValueError("empty")
    lows = list(itertools.accumulate(losses, min))
    starts = [k for k in range(len(losses)) if k == 0 or lows[k] < lows[k - 1]]
    for start, following in zip(starts, [*starts[1:], len(losses) + patience]):
        if following - start > patience and start + patience < len(losses):
            return start + 1, start + patience + 1
    return starts[-1] + 1, len(losses)


# %% wrong="stop_early" why="an equal loss is better"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss <= lowest:
            best, lowest = epoch, loss
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="waits one epoch longer"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best > patience:
            return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="the best of all losses, those after the stop too"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best = list(losses).index(min(losses)) + 1
    return best, min(best + patience, len(losses))


# %% wrong="stop_early" why="compares with the epoch before"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    waited = 0
    for epoch in range(2, len(losses) + 1):
        waited = 0 if losses[epoch - 1] < losses[epoch - 2] else waited + 1
        if waited == patience:
            return list(losses[:epoch]).index(min(losses[:epoch])) + 1, epoch
    return list(losses).index(min(losses)) + 1, len(losses)


# %% wrong="stop_early" why="counts all epochs without gain, not those in a row" passes="visible"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest, waited = 0, math.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            best, lowest = epoch, loss
            waited = 0 if epoch < 9 else waited
        else:
            waited += 1
            if waited == patience:
                return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="never resets its count"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest, waited = 0, math.inf, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            best, lowest = epoch, loss
        else:
            waited += 1
            if waited == patience:
                return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="a gain must be worth something" passes="visible"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest - 1e-8:
            best, lowest = epoch, loss
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="the lowest so far begins at a large number" passes="visible"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest = 0, 1e9
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="counts from 0"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(losses):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)


# %% wrong="stop_early" why="NumPy's numbers" passes="visible"
def stop_early(losses, patience):
    if len(losses) == 0 or patience < 1:
        raise ValueError
    for end in range(1, len(losses) + 1):
        best = np.argmin(losses[:end]) + 1
        if end - best == patience:
            break
    return best, end


# %% wrong="stop_early" why="an empty list gives zeros"
def stop_early(losses, patience):
    if patience < 1:
        raise ValueError
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)


# %% right="fit" why="asks stop_early, deep copies"
def fit(network, optimiser, train, validation, patience, max_epochs):
    import copy

    losses, best = [], None
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(1, max_epochs + 1):
        network.train()
        loss = loss_of(network(train[0]), train[1])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        network.eval()
        with torch.inference_mode():
            losses.append(float(loss_of(network(validation[0]), validation[1])))
        kept, trained = stop_early(losses, patience)
        if kept == epoch:
            best = copy.deepcopy(network.state_dict())
        if epoch - kept >= patience:
            break
    network.load_state_dict(best)
    return losses


# %% right="fit" why="logsumexp by hand, numbers copied in place"
def fit(network, optimiser, train, validation, patience, max_epochs):
    def cost(data):
        z = network(data[0])
        return (z.logsumexp(1) - z[torch.arange(len(z)), data[1]]).mean()

    found, waited, states = [], 0, []
    for _ in range(max_epochs):
        network.zero_grad()
        network.train()
        cost(train).backward()
        optimiser.step()
        network.eval()
        now = cost(validation).item()
        waited = 0 if not found or now < min(found) else waited + 1
        found.append(now)
        states.append([one.clone() for one in network.state_dict().values()])
        if waited == patience:
            break
    best = states[found.index(min(found))]
    with torch.no_grad():
        for one, number in zip(network.state_dict().values(), best):
            one.copy_(number)
    return found


# %% wrong="fit" why="the state is kept by reference"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited, kept = losses[-1], 0, network.state_dict()
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="the last weights stay"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited = [], math.inf, 0
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
    return losses


# %% wrong="fit" why="weights come back, buffers do not"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, []
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = [one.detach().clone() for one in network.parameters()]
    with torch.no_grad():
        for one, number in zip(network.parameters(), kept):
            one.copy_(number)
    return losses


# %% wrong="fit" why="validation in training mode"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    network.eval()
    return losses


# %% wrong="fit" why="training goes on in evaluation mode"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    network.train()
    while waited < patience and len(losses) < max_epochs:
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="gradients add up"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    optimiser.zero_grad()
    while waited < patience and len(losses) < max_epochs:
        network.train()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="validation is trained on, too"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    optimiser.zero_grad()
    while waited < patience and len(losses) < max_epochs:
        network.train()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        optimiser.zero_grad()
        network.eval()
        loss = nn.functional.cross_entropy(network(validation[0]), validation[1])
        loss.backward()
        losses.append(loss.item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="stops by the training loss"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(network(train[0]), train[1])
        loss.backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if loss.item() < lowest:
            lowest, waited = loss.item(), 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="an equal loss is better"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] <= lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="left in training mode"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    network.train()
    return losses


# %% wrong="fit" why="one epoch more than allowed"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) <= max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="losses are tensors"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).detach())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% right="comparison_figure" why="plot and fill_between, limits set by hand, colours from a table"
def comparison_figure(steps, train, validation):
    figure = plt.figure(figsize=(10, 4))
    panels = [figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2)]
    colours = dict(zip(train, ("tab:blue", "tab:orange", "tab:green", "tab:red", "black")))
    ends = []
    for axes, what, table in zip(panels, ("Training", "Validation"), (train, validation)):
        for name, runs in table.items():
            low, high = plots.mean_interval(runs)
            ends += [*low, *high]
            axes.plot(steps, runs.numpy().mean(axis=0), color=colours[name], label=name)
            axes.fill_between(steps, low, high, color=colours[name], alpha=0.25)
        axes.set_title(what)
        axes.set_xlabel("steps")
        axes.set_ylabel("accuracy")
        axes.legend()
    for axes in panels:
        axes.set_ylim(min(ends) - 0.05, max(ends) + 0.05)
    return figure


# %% right="comparison_figure" why="a Figure without pyplot, labels of the whole figure, markers"
def comparison_figure(steps, train, validation):
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, title, table in ((left, "training", train), (right, "validation", validation)):
        for k, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            axes.fill_between(steps, low, high, color=f"C{k}", alpha=0.3, linewidth=0)
            axes.plot(steps, runs.mean(dim=0), "o-", color=f"C{k}", label=name)
        axes.set_title(title)
        axes.legend(loc="lower right")
    figure.supxlabel("training steps")
    figure.supylabel("share of right decisions")
    return figure


# %% wrong="comparison_figure" why="panels exchanged"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("validation", "training"), (validation, train)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="limits of their own"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="bands cut off at 0 and 1"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=what, ylim=(0, 1))
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="standard deviations as bands"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            mean, spread = runs.mean(0), runs.std(0)
            [line] = axes.plot(steps, mean, label=name)
            axes.fill_between(steps, mean - spread, mean + spread, color=line.get_color(), alpha=0.3)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="quantile of the normal distribution"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            mean, error = runs.mean(0), 1.96 * runs.std(0) / len(runs) ** 0.5
            [line] = axes.plot(steps, mean, label=name)
            axes.fill_between(steps, mean - error, mean + error, color=line.get_color(), alpha=0.3)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="medians"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            low, high = plots.mean_interval(runs.numpy())
            [line] = axes.plot(steps, runs.median(0).values, label=name)
            axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.3)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="colours go on from panel to panel" passes="visible"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    k = 0
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        k = k if len(train) > 2 else 0
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name, colour=plots.PALETTE[k % 7])
            k += 1
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="positions in place of steps"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, range(len(steps)), runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% right="comparison_figure" why="one legend for both panels"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
    panels[0].legend()
    return figure


# %% wrong="comparison_figure" why="no titles"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(1, 2, sharey=True)
    for axes, table in zip(panels, (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy")
        axes.legend()
    return figure


# %% wrong="comparison_figure" why="one above the other"
def comparison_figure(steps, train, validation):
    figure, panels = plt.subplots(2, 1, sharey=True)
    for axes, what, table in zip(panels, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=what)
        axes.legend()
    return figure


# %% wrong="fit" why="short runs keep their last weights" passes="visible"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    if waited == patience:
        network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="an optimiser of its own in each epoch"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, {}
    while waited < patience and len(losses) < max_epochs:
        fresh = type(optimiser)(network.parameters(), lr=optimiser.param_groups[0]["lr"])
        network.train()
        fresh.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        fresh.step()
        network.eval()
        losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="judge_rates" why="'the highest validation accuracy': rounded to two digits before comparing, near ones count as equal" passes="visible"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in net.modules()]
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    best = min(range(len(rates)), key=lambda i: (-round(pairs[i][1], 2), rates[i]))
    return pairs, float(rates[best])


# %% wrong="judge_rates" why="turns networks into double precision, for good"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for network in trained:
        modes = {module: module.training for module in network.modules()}
        network.double().eval()
        found = []
        for inputs, labels in (train, validation):
            right = network(inputs.double()).argmax(dim=1) == labels
            found.append(right.double().mean().item())
        for module, mode in modes.items():
            module.training = mode
        pairs.append(tuple(found))
    top = max(pair[1] for pair in pairs)
    return pairs, min(rate for rate, pair in zip(rates, pairs) if pair[1] == top)


# %% wrong="judge_rates" why="within one example in five hundred of the best is as good" passes="visible"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for network in trained:
        modes = {module: module.training for module in network.modules()}
        network.eval()
        found = []
        for inputs, labels in (train, validation):
            right = network(inputs).argmax(dim=1) == labels
            found.append(right.double().mean().item())
        for module, mode in modes.items():
            module.training = mode
        pairs.append(tuple(found))
    top = max(pair[1] for pair in pairs)
    return pairs, min(rate for rate, pair in zip(rates, pairs) if pair[1] > top - 0.002)


# %% right="judge_rates" why="numbers of right ones, in single precision"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for network in trained:
        flags = [(one, one.training) for one in network.modules()]
        network.train(False)
        with torch.inference_mode():
            found = [(network(x).max(dim=1).indices == y).float().mean().item() for x, y in (train, validation)]
        for one, flag in flags:
            one.training = flag
        pairs.append((found[0], found[1]))
    best = sorted(range(len(rates)), key=lambda k: (-pairs[k][1], rates[k]))[0]
    return pairs, rates[best]


# %% wrong="fit" why="a gain must be worth something" passes="visible"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, None
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest - 1e-3:
            lowest, waited = losses[-1], 0
            kept = {name: one.clone() for name, one in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="only the outermost flag says evaluation in the end"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, None
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        network.train()
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {name: one.clone() for name, one in network.state_dict().items()}
    network.load_state_dict(kept)
    network.training = False
    return losses


# %% right="comparison_figure" why="no margins at all: the limits are those of the data, up to rounding"
def comparison_figure(steps, train, validation):
    fig, panels = plt.subplots(1, 2, sharey=True)
    for ax, title, table in zip(panels, ("training", "validation"), (train, validation)):
        ax.margins(0)
        for k, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs)
            ax.plot(steps, runs.mean(dim=0), color=f"C{k}", label=name)
            ax.fill_between(steps, low, high, color=f"C{k}", alpha=0.2)
        ax.set(title=title, xlabel="step", ylabel="accuracy")
        ax.legend()
    return fig


# %% wrong="fit" why="a gain must be worth 1e-4" passes="visible"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, None
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if losses[-1] < lowest - 1e-4:
            lowest, waited = losses[-1], 0
            kept = {name: one.clone() for name, one in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses


# %% wrong="fit" why="losses rounded to six digits before comparing" passes="visible"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, lowest, waited, kept = [], math.inf, 0, None
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        waited += 1
        if round(losses[-1], 6) < lowest:
            lowest, waited = round(losses[-1], 6), 0
            kept = {name: one.clone() for name, one in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses
