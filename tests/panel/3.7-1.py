# %% right="dropout" why="torch.rand mask, where"
def dropout(values: Tensor, rate: float, generator: torch.Generator) -> Tensor:
    if not 0 <= rate < 1:
        raise ValueError(f"rate {rate} is not allowed")
    kept = torch.rand(values.shape, generator=generator) >= rate
    return torch.where(kept, values / (1 - rate), torch.zeros_like(values))
# %% right="dropout" why="bernoulli mask times values"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    mask = torch.bernoulli(torch.full(values.shape, 1 - rate, dtype=torch.float64), generator=generator)
    return values * mask.to(values.dtype) / (1 - rate)
# %% right="dropout" why="in-place bernoulli_ on a new float64 tensor, masked_fill"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    dropped = torch.empty(values.shape, dtype=torch.float64).bernoulli_(rate, generator=generator).bool()
    return (values / (1 - rate)).masked_fill(dropped, 0.0)
# %% wrong="dropout" why="'also where the rate is 0' a new tensor: returns values itself"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    if rate == 0:
        return values
    kept = torch.rand(values.shape, generator=generator) >= rate
    return values * kept / (1 - rate)
# %% wrong="dropout" why="'All randomness comes from the generator that is passed in': the global one"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    kept = torch.rand(values.shape) >= rate
    return values * kept / (1 - rate)
# %% wrong="dropout" why="'each by a random decision of its own': one decision for a column of a matrix"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    kept = torch.rand(values.shape[-1:], generator=generator) >= rate
    return values * kept / (1 - rate)
# %% wrong="dropout" why="'Gradients flow': detached"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    kept = torch.rand(values.shape, generator=generator) >= rate
    return values.detach() * kept / (1 - rate)
# %% wrong="dropout" why="'dtype of values': float64 mask makes float32 into float64"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    kept = (torch.rand(values.shape, generator=generator) >= rate).double()
    return values * kept / (1 - rate)
# %% wrong="dropout" why="'A rate of 1 and more raises': 1 divides by zero without an error"
def dropout(values, rate, generator):
    if rate < 0 or rate > 1:
        raise ValueError("bad rate")
    kept = torch.rand(values.shape, generator=generator) >= rate
    return torch.where(kept, values / max(1 - rate, 1e-9), torch.zeros_like(values))
# %% wrong="dropout" why="'values stays as it is': multiplies in place"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    kept = torch.rand(values.shape, generator=generator) >= rate
    return values.mul_(kept).div(1 - rate)
# %% wrong="dropout" why="'Any shape will do': len() fails for a scalar, and rows are drawn once for matrices"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    kept = torch.rand(len(values), generator=generator) >= rate
    return values * kept.view(-1, *[1] * (values.dim() - 1)) / (1 - rate)
# %% wrong="dropout" why="'make no other one': seeds a new generator from the one passed in"
def dropout(values, rate, generator):
    if rate < 0 or rate >= 1:
        raise ValueError("bad rate")
    other = torch.Generator().manual_seed(int(torch.randint(2**31, (1,), generator=generator)))
    kept = torch.rand(values.shape, generator=other) >= rate
    return values * kept / (1 - rate)
# %% right="stop_early" why="loop with a counter"
def stop_early(losses: Sequence[float], patience: int) -> tuple[int, int]:
    if len(losses) == 0 or patience < 1:
        raise ValueError("nothing to do")
    best, waited, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited, kept = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return kept, epoch
    return kept, len(losses)
# %% right="stop_early" why="prefix minima by min and index"
def stop_early(losses, patience):
    losses = list(losses)
    if not losses or patience < 1:
        raise ValueError
    for n in range(1, len(losses) + 1):
        seen = losses[:n]
        kept = seen.index(min(seen)) + 1
        if n - kept >= patience:
            break
    return kept, n
# %% right="stop_early" why="while loop, difference of epochs"
def stop_early(losses, patience):
    if patience < 1:
        raise ValueError("patience")
    if not len(losses):
        raise ValueError("losses")
    best = 0
    now = 0
    while now - best < patience and now + 1 < len(losses):
        now += 1
        if losses[now] < losses[best]:
            best = now
    return best + 1, now + 1
# %% wrong="stop_early" why="'an equal loss is not better': <="
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    best, waited, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss <= best:
            best, waited, kept = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return kept, epoch
    return kept, len(losses)
# %% wrong="stop_early" why="'lower than that of every epoch before it': compares with the epoch before only"
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    waited, kept = 0, 1
    for e in range(1, len(losses)):
        if losses[e] < losses[e - 1]:
            waited = 0
            if losses[e] < losses[kept - 1]:
                kept = e + 1
        else:
            waited += 1
            if waited == patience:
                return kept, e + 1
    return kept, len(losses)
# %% wrong="stop_early" why="'in a row': the counter is not set back"
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    best, waited, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, kept = loss, epoch
        else:
            waited += 1
            if waited == patience:
                return kept, epoch
    return kept, len(losses)
# %% wrong="stop_early" why="'Losses after the stop must not count': the best of all is kept"
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    best, waited, trained = math.inf, 0, len(losses)
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                trained = epoch
                break
    return list(losses).index(min(losses)) + 1, trained
# %% wrong="stop_early" why="'stops after the patience-th': one epoch later"
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    best, waited, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited, kept = loss, 0, epoch
        else:
            waited += 1
            if waited > patience:
                return kept, epoch
    return kept, len(losses)
# %% wrong="stop_early" why="'lower': a tolerance of 1e-4 is demanded"
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    best, waited, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best - 1e-4:
            best, waited, kept = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return kept, epoch
    return kept, len(losses)
# %% wrong="stop_early" why="'A patience below 1 raises': only 0 does"
def stop_early(losses, patience):
    if not len(losses) or patience == 0:
        raise ValueError
    best, waited, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited, kept = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return kept, epoch
    return kept, len(losses)
# %% wrong="stop_early" why="losses are any finite numbers: best starts at 100, larger ones are never better"
def stop_early(losses, patience):
    if not len(losses) or patience < 1:
        raise ValueError
    best, waited, kept = 100.0, 0, 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited, kept = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                return kept, epoch
    return kept, len(losses)
# %% right="adam_step" why="as in the box"
def adam_step(
    weights: Tensor,
    gradient: Tensor,
    first: Tensor,
    second: Tensor,
    step: int,
    rate: float,
    decay: float,
    decoupled: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient**2
    m_hat, v_hat = m / (1 - BETA_1**step), v / (1 - BETA_2**step)
    return weights - rate * m_hat / (v_hat.sqrt() + EPSILON), m, v
# %% right="adam_step" why="clones, then in-place on the clones"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    w, g, m, v = (t.clone() for t in (weights, gradient, first, second))
    if decoupled:
        w.mul_(1 - rate * decay)
    else:
        g.add_(w, alpha=decay)
    m.mul_(BETA_1).add_(g, alpha=1 - BETA_1)
    v.mul_(BETA_2).addcmul_(g, g, value=1 - BETA_2)
    w.addcdiv_(m / (1 - BETA_1**step), (v / (1 - BETA_2**step)).sqrt().add_(EPSILON), value=-rate)
    return w, m, v
# %% right="adam_step" why="numpy detour"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    w, g, m, v = (np.array(t.detach().tolist(), dtype=np.float64).reshape(tuple(t.shape)) for t in (weights, gradient, first, second))
    if not decoupled:
        g = g + decay * w
    else:
        w = w - rate * decay * w
    m = BETA_1 * m + (1 - BETA_1) * g
    v = BETA_2 * v + (1 - BETA_2) * np.square(g)
    w = w - rate * (m / (1 - BETA_1**step)) / (np.sqrt(v / (1 - BETA_2**step)) + EPSILON)
    return tuple(torch.tensor(a, dtype=torch.float64) for a in (w, m, v))
# %% wrong="adam_step" why="'No argument is changed': mul_ on the moments"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    first.mul_(BETA_1).add_((1 - BETA_1) * gradient)
    second.mul_(BETA_2).add_((1 - BETA_2) * gradient**2)
    w = weights - rate * first / (1 - BETA_1**step) / ((second / (1 - BETA_2**step)).sqrt() + EPSILON)
    return w, first.clone(), second.clone()
# %% wrong="adam_step" why="box, line 5: epsilon inside the root"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient**2
    return weights - rate * m / (1 - BETA_1**step) / (v / (1 - BETA_2**step) + EPSILON).sqrt(), m, v
# %% wrong="adam_step" why="box, lines 4 and 5: epsilon is added before the correction of v"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient**2
    size = rate * math.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
    return weights - size * m / (v.sqrt() + EPSILON), m, v
# %% wrong="adam_step" why="box, line 2: decoupled decay without the rate"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - decay) * weights
    else:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient**2
    return weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON), m, v
# %% wrong="adam_step" why="'the two new moments' m and v: corrected ones are returned"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    m = (BETA_1 * first + (1 - BETA_1) * gradient) / (1 - BETA_1**step)
    v = (BETA_2 * second + (1 - BETA_2) * gradient**2) / (1 - BETA_2**step)
    return weights - rate * m / (v.sqrt() + EPSILON), m, v
# %% wrong="adam_step" why="box, line 2 before 5: the decay multiplies after the step"
def adam_step(weights, gradient, first, second, step, rate, decay, decoupled):
    if not decoupled:
        gradient = gradient + decay * weights
    m = BETA_1 * first + (1 - BETA_1) * gradient
    v = BETA_2 * second + (1 - BETA_2) * gradient**2
    w = weights - rate * m / (1 - BETA_1**step) / ((v / (1 - BETA_2**step)).sqrt() + EPSILON)
    return (w * (1 - rate * decay) if decoupled else w), m, v
# %% right="judge_rates" why="modes kept in a list"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in net.modules()]
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    best = min(range(len(rates)), key=lambda i: (-pairs[i][1], rates[i]))
    return pairs, float(rates[best])
# %% wrong="judge_rates" why="'each of its modules is in the mode in which it was': train(was) for all"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        was = net.training
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        net.train(was)
    best = min(range(len(rates)), key=lambda i: (-pairs[i][1], rates[i]))
    return pairs, float(rates[best])
# %% right="fit" why="stop_early and clones"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses = []
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        kept, trained = stop_early(losses, patience)
        if kept == len(losses):
            best = {k: v.clone() for k, v in network.state_dict().items()}
        if len(losses) - kept >= patience:
            break
    network.load_state_dict(best)
    network.eval()
    return losses
# %% wrong="fit" why="'as they were after the best epoch': state_dict without clones is the last one"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses = []
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        kept, _ = stop_early(losses, patience)
        if kept == len(losses):
            best = network.state_dict()
        if len(losses) - kept >= patience:
            break
    network.load_state_dict(best)
    return losses
# %% right="comparison_figure" why="as the hint says"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for name, runs in table.items():
            plots.curve_with_interval(ax, steps, runs.numpy(), label=name)
        ax.set(title=title, xlabel="step", ylabel="accuracy")
        ax.legend()
    return figure
# %% right="judge_rates" why="dictionary of modes, plain loops, explicit comparison, try and finally"
def accuracy(network, data):
    x, y = data
    with torch.no_grad():
        guess = network(x).argmax(-1)
    return int((guess == y).sum()) / len(y)


def judge_rates(rates, trained, train, validation):
    pairs = []
    best_rate, best_acc = None, -1.0
    for rate, net in zip(rates, trained):
        flags = {name: m.training for name, m in net.named_modules()}
        try:
            net.eval()
            a, b = accuracy(net, train), accuracy(net, validation)
        finally:
            for name, m in net.named_modules():
                m.training = flags[name]
        pairs.append((a, b))
        if b > best_acc or (b == best_acc and rate < best_rate):
            best_rate, best_acc = rate, b
    return pairs, float(best_rate)
# %% right="judge_rates" why="copy.deepcopy of each network, the original is never touched"
import copy


def judge_rates(rates, trained, train, validation):
    rows = []
    for one in trained:
        twin = copy.deepcopy(one).eval()
        with torch.inference_mode():
            rows.append(tuple(float((twin(x).max(dim=1).indices == y).double().mean()) for x, y in [train, validation]))
    top = max(b for _, b in rows)
    return rows, float(min(r for r, (_, b) in zip(rates, rows) if b == top))
# %% wrong="judge_rates" why="'among equal ones the lowest rate': the first of the equal ones in the order given"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in net.modules()]
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    best = max(range(len(rates)), key=lambda i: pairs[i][1])
    return pairs, float(rates[best])
# %% wrong="judge_rates" why="'among equal ones the lowest rate': among equal ones the better training accuracy decides first"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in net.modules()]
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    best = min(range(len(rates)), key=lambda i: (-pairs[i][1], -pairs[i][0], rates[i]))
    return pairs, float(rates[best])
# %% wrong="judge_rates" why="'all layers are in evaluation mode': only nn.Dropout is, batch normalisation keeps training"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in net.modules()]
        for m in net.modules():
            if isinstance(m, nn.Dropout):
                m.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    best = min(range(len(rates)), key=lambda i: (-pairs[i][1], rates[i]))
    return pairs, float(rates[best])
# %% wrong="judge_rates" why="'each of its modules is in the mode in which it was before': only the network and its children are restored, deeper ones are not"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in [net, *net.children()]]
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in modes:
            m.training = mode
    best = min(range(len(rates)), key=lambda i: (-pairs[i][1], rates[i]))
    return pairs, float(rates[best])
# %% wrong="judge_rates" why="'each of its modules is in the mode in which it was before': restored by train(mode) from the inside outwards, which overwrites children"
def judge_rates(rates, trained, train, validation):
    pairs = []
    for net in trained:
        modes = [(m, m.training) for m in net.modules()]
        net.eval()
        with torch.no_grad():
            pairs.append(tuple((net(x).argmax(dim=1) == y).double().mean().item() for x, y in (train, validation)))
        for m, mode in reversed(modes):
            m.train(mode)
    best = min(range(len(rates)), key=lambda i: (-pairs[i][1], rates[i]))
    return pairs, float(rates[best])
# %% wrong="judge_rates" why="'the highest validation accuracy': rounded to two digits before comparing, near ones count as equal"
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
# %% right="fit" why="own counter, copy.deepcopy of the state, logsumexp by hand"
import copy


def mean_loss(network, data):
    logits = network(data[0])
    return (logits.logsumexp(dim=1) - logits[torch.arange(len(data[1])), data[1]]).mean()


def fit(network, optimiser, train, validation, patience, max_epochs):
    best, waited, found, kept = math.inf, 0, [], None
    while len(found) < max_epochs and waited < patience:
        network.train()
        optimiser.zero_grad(set_to_none=True)
        mean_loss(network, train).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            found.append(float(mean_loss(network, validation)))
        if found[-1] < best:
            best, waited, kept = found[-1], 0, copy.deepcopy(network.state_dict())
        else:
            waited += 1
    network.load_state_dict(kept)
    return found
# %% right="fit" why="all states in a list, the best one is chosen in the end; nn.CrossEntropyLoss"
def fit(network, optimiser, train, validation, patience, max_epochs):
    criterion = nn.CrossEntropyLoss()
    losses, states = [], []
    for epoch in range(1, max_epochs + 1):
        network.train(True)
        network.zero_grad()
        optimiser.zero_grad()
        criterion(network(train[0]), train[1]).backward()
        optimiser.step()
        network.train(False)
        with torch.no_grad():
            losses.append(criterion(network(validation[0]), validation[1]).item())
        states.append({k: v.detach().clone() for k, v in network.state_dict().items()})
        if epoch - losses.index(min(losses)) - 1 >= patience:
            break
    network.load_state_dict(states[losses.index(min(losses))])
    return losses
# %% wrong="fit" why="'(weights *and* buffers)': only the parameters are put back"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = [p.detach().clone() for p in network.parameters()]
        else:
            waited += 1
            if waited == patience:
                break
    with torch.no_grad():
        for p, old in zip(network.parameters(), kept):
            p.copy_(old)
    return losses
# %% wrong="fit" why="'In each epoch: put the network in training mode': only once before the loop"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    network.train()
    for _ in range(max_epochs):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(kept)
    return losses
# %% wrong="fit" why="'after max_epochs' the best is put back: it is put back only if the patience runs out"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                network.load_state_dict(kept)
                break
    return losses
# %% wrong="fit" why="'an equal loss is not better': <="
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] <= best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(kept)
    return losses
# %% wrong="fit" why="'forget old gradients (some may be there at the start)': forgotten after each step only, those at the start are in the first step"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        optimiser.zero_grad()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(kept)
    return losses
# %% wrong="fit" why="'is in evaluation mode' at the end: left in training mode"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(kept)
    network.train()
    return losses
# %% wrong="fit" why="'after the patience-th epoch in a row': one later"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited > patience:
                break
    network.load_state_dict(kept)
    return losses
# %% wrong="fit" why="'measure on the validation data, in evaluation mode': in training mode, eval() only in the end"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(kept)
    network.eval()
    return losses
# %% wrong="fit" why="'Return one for each epoch that was trained': cut off after the best epoch"
def fit(network, optimiser, train, validation, patience, max_epochs):
    losses, best, waited = [], math.inf, 0
    for _ in range(max_epochs):
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            losses.append(nn.functional.cross_entropy(network(validation[0]), validation[1]).item())
        if losses[-1] < best:
            best, waited = losses[-1], 0
            kept = {k: v.clone() for k, v in network.state_dict().items()}
        else:
            waited += 1
            if waited == patience:
                break
    network.load_state_dict(kept)
    return losses[: losses.index(min(losses)) + 1]
# %% right="comparison_figure" why="plot and fill_between by hand"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% right="comparison_figure" why="supxlabel, supylabel, limits computed by hand without sharey"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.legend()
    lows, highs = zip(*(ax.get_ylim() for ax in axes))
    for ax in axes:
        ax.set_ylim(min(lows), max(highs))
    figure.supxlabel("step")
    figure.supylabel("accuracy")
    return figure
# %% right="comparison_figure" why="one legend of the figure"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center")
    return figure
# %% wrong="comparison_figure" why="'nothing cut off, bands included': limits 0 to 1"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    axes[0].set_ylim(0, 1)
    return figure
# %% wrong="comparison_figure" why="'the same limits': no sharey"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'a line through the means': medians"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().median(dim=0).values, color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'Student's 95 % interval of the mean': the band is mean plus and minus the standard deviation"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = runs.mean(0) - runs.std(0), runs.mean(0) + runs.std(0)
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'(Such a band may leave the range of accuracies. Let it.)': clipped to 0 and 1"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, np.clip(low, 0, 1), np.clip(high, 0, 1), color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'one colour, the same in both panels': the colours run on in the right panel"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    n = len(train)
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=plt.cm.tab10(i + n * (title == "validation")), label=name)
            ax.fill_between(steps, low, high, color=plt.cm.tab10(i + n * (title == "validation")), alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'the left one for the training accuracies': the tables are swapped, the titles are not"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (validation, train)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'no two models have the same one': only three colours for up to five models"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color="rgb"[i % 3], label=name)
            ax.fill_between(steps, low, high, color="rgb"[i % 3], alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'names as they are given': capitalised"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name.title())
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'a column for each step in steps': drawn against the index"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(range(len(steps)), runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(range(len(steps)), low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
# %% wrong="comparison_figure" why="'a new one at each call': figure number 1 is used again and cleared"
def comparison_figure(steps, train, validation):
    figure, axes = plt.subplots(1, 2, sharey=True, num=1, clear=True, layout="constrained")
    for ax, title, table in zip(axes, ("training", "validation"), (train, validation)):
        for i, (name, runs) in enumerate(table.items()):
            low, high = plots.mean_interval(runs.numpy())
            ax.plot(steps, runs.double().mean(dim=0), color=f"C{i}", label=name)
            ax.fill_between(steps, low, high, color=f"C{i}", alpha=0.2)
        ax.set_title(title)
        ax.set_xlabel("step")
        ax.set_ylabel("accuracy")
        ax.legend()
    return figure
