# Answers to part 5.3, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="hard_update" why="loops over parameters and buffers, copies in place"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period != 0:
        return
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.copy_(fast)
        for slow, fast in zip(target_network.buffers(), network.buffers()):
            slow.copy_(fast)


# %% right="hard_update" why="through both state dicts, with .data"
def hard_update(target_network, network, n_updates, period):
    if n_updates // period * period == n_updates:
        source = network.state_dict()
        for name, values in target_network.state_dict().items():
            values.data.copy_(source[name].data)


# %% right="hard_update" why="loads a deep copy of the state dict, only at multiples"
def hard_update(target_network, network, n_updates, period):
    import copy

    if divmod(n_updates, period)[1]:
        return None
    target_network.load_state_dict(copy.deepcopy(network.state_dict()))
    return target_network


# %% wrong="hard_update" why="binds a name, copies nothing"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        target_network = network


# %% wrong="hard_update" why="a new network that nobody sees"
def hard_update(target_network, network, n_updates, period):
    import copy

    if n_updates % period == 0:
        target_network = copy.deepcopy(network)


# %% wrong="hard_update" why="copies after every update"
def hard_update(target_network, network, n_updates, period):
    target_network.load_state_dict(network.state_dict())


# %% wrong="hard_update" why="one update early"
def hard_update(target_network, network, n_updates, period):
    if (n_updates + 1) % period == 0:
        target_network.load_state_dict(network.state_dict())


# %% wrong="hard_update" why="the other way round"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.load_state_dict(target_network.state_dict())


# %% wrong="hard_update" why="shares the memory from the first copy on"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.data = fast.data


# %% wrong="hard_update" why="assign=True: the tensors themselves are shared"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict(), assign=True)


# %% wrong="hard_update" why="new memory in place of a copy into the old"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.data = fast.data.clone()
        for slow, fast in zip(target_network.buffers(), network.buffers()):
            slow.data = fast.data.clone()


# %% wrong="hard_update" passes="visible" why="forgets the buffers"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for slow, fast in zip(target_network.parameters(), network.parameters()):
                slow.copy_(fast)


# %% wrong="hard_update" passes="visible" why="leaves out what is frozen in the Q-network"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for slow, fast in zip(target_network.parameters(), network.parameters()):
                if fast.requires_grad:
                    slow.copy_(fast)
            for kept, new in zip(target_network.buffers(), network.buffers()):
                kept.copy_(new)


# %% wrong="hard_update" passes="visible" why="knows the visible period only"
def hard_update(target_network, network, n_updates, period):
    if n_updates in (3, 6):
        target_network.load_state_dict(network.state_dict())


# %% wrong="hard_update" passes="visible" why="linear layers alone"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for slow, fast in zip(target_network.modules(), network.modules()):
            if isinstance(slow, nn.Linear):
                slow.load_state_dict(fast.state_dict())


# %% wrong="hard_update" why="the library's function at rate 1"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        dqn.move_target(zip(target_network.parameters(), network.parameters()), 1.0)


# %% wrong="hard_update" why="through one long vector: new memory, and no buffers"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        vector = torch.nn.utils.parameters_to_vector(network.parameters()).detach().clone()
        torch.nn.utils.vector_to_parameters(vector, target_network.parameters())



# %% right="soft_update" why="mul and add in place, with .data"
def soft_update(target_network, network, rate):
    for slow, fast in zip(target_network.parameters(), network.parameters()):
        slow.data.mul_(1 - rate).add_(fast.data, alpha=rate)
    for slow, fast in zip(target_network.buffers(), network.buffers()):
        slow.data.copy_(fast.data)


# %% right="soft_update" why="computes new values, copies them back; buffers by name"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        new = dict(network.named_parameters())
        for name, p in target_network.named_parameters():
            p.copy_(p + rate * (new[name] - p))
        buffers = dict(network.named_buffers())
        for name, b in target_network.named_buffers():
            b.copy_(buffers[name])


# %% right="soft_update" why="builds a state dict and loads it"
def soft_update(target_network, network, rate):
    names = [name for name, _ in network.named_parameters()]
    old, new = target_network.state_dict(), network.state_dict()
    mixed = {key: (1 - rate) * old[key] + rate * new[key] if key in names else new[key] for key in new}
    target_network.load_state_dict(mixed)


# %% right="soft_update" why="all parameters in one call"
@torch.no_grad()
def soft_update(target_network, network, rate):
    torch._foreach_lerp_(list(target_network.parameters()), list(network.parameters()), rate)
    for mine, theirs in zip(target_network.buffers(), network.buffers()):
        mine.set_(mine.copy_(theirs))


# %% wrong="soft_update" why="the shares the wrong way round"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.copy_(rate * slow + (1 - rate) * fast)
        for slow, fast in zip(target_network.buffers(), network.buffers()):
            slow.copy_(fast)


# %% wrong="soft_update" why="moves the Q-network too"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, rate)
            fast.copy_(slow)
        for slow, fast in zip(target_network.buffers(), network.buffers()):
            slow.copy_(fast)


# %% wrong="soft_update" why="in place on a leaf that wants a gradient, without no_grad"
def soft_update(target_network, network, rate):
    for slow, fast in zip(target_network.parameters(), network.parameters()):
        slow.lerp_(fast, rate)


# %% wrong="soft_update" passes="visible" why="forgets the buffers"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, rate)


# %% wrong="soft_update" passes="visible" why="averages the buffers too"
def soft_update(target_network, network, rate):
    old, new = target_network.state_dict(), network.state_dict()
    for key in old:
        old[key].copy_((1 - rate) * old[key] + rate * new[key])


# %% wrong="soft_update" passes="visible" why="averages float buffers, copies integer ones"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.state_dict().values(), network.state_dict().values()):
            if slow.is_floating_point():
                slow.lerp_(fast, rate)
            else:
                slow.copy_(fast)


# %% wrong="soft_update" why="new memory in place of the old"
def soft_update(target_network, network, rate):
    for slow, fast in zip(target_network.parameters(), network.parameters()):
        slow.data = (1 - rate) * slow.data + rate * fast.data
    for slow, fast in zip(target_network.buffers(), network.buffers()):
        slow.data = fast.data.clone()


# %% wrong="soft_update" passes="visible" why="knows the visible rate only"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, 0.25)
        for slow, fast in zip(target_network.buffers(), network.buffers()):
            slow.copy_(fast)


# %% wrong="soft_update" passes="visible" why="leaves out what is frozen in the Q-network"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            if fast.requires_grad:
                slow.lerp_(fast, rate)
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.copy_(new)


# %% wrong="soft_update" why="the library's function"
def soft_update(target_network, network, rate):
    dqn.move_target(zip(target_network.parameters(), network.parameters()), rate)
    for slow, fast in zip(target_network.buffers(), network.buffers()):
        slow.copy_(fast)


# %% wrong="soft_update" passes="visible" why="moves through the state dict's order: pairs weights alone where names end in weight or bias"
def soft_update(target_network, network, rate):
    new = network.state_dict()
    with torch.no_grad():
        for name, values in target_network.state_dict().items():
            if name.endswith(("weight", "bias")):
                values.lerp_(new[name], rate)



# %% wrong="soft_update" passes="visible" why="hands the gradients on, so that both networks share them"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, rate)
            slow.grad = fast.grad
        for slow, fast in zip(target_network.buffers(), network.buffers()):
            slow.copy_(fast)


# %% wrong="hard_update" passes="visible" why="copies the gradients too"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict())
        for kept, new in zip(target_network.parameters(), network.parameters()):
            kept.grad = None if new.grad is None else new.grad.clone()


# %% right="updates_until" why="multiplies until it is enough"
def updates_until(share, rate):
    left, k = 1.0, 0
    while left > 1 - share:
        left *= 1 - rate
        k += 1
    return k


# %% right="updates_until" why="log1p and numpy, rate 1 by infinity, a hair off for rounding"
def updates_until(share, rate):
    with np.errstate(divide="ignore"):
        quotient = np.log1p(-share) / np.log1p(-rate)
    return max(1, int(np.ceil(quotient * (1 - 1e-12))))


# %% wrong="updates_until" why="rounds down"
def updates_until(share, rate):
    return 1 if rate == 1 else int(math.log(1 - share) / math.log(1 - rate))


# %% wrong="updates_until" why="no whole number"
def updates_until(share, rate):
    return 1 if rate == 1 else math.log(1 - share) / math.log(1 - rate)


# %% wrong="updates_until" why="does not think of rate 1"
def updates_until(share, rate):
    return math.ceil(math.log(1 - share) / math.log(1 - rate))


# %% wrong="updates_until" why="as if each update went a share of the whole way"
def updates_until(share, rate):
    return math.ceil(share / rate)


# %% wrong="updates_until" passes="visible" why="takes the time for the share that is left: equal at one half"
def updates_until(share, rate):
    if rate == 1:
        return 1
    if share == 0.9:
        return 7
    return math.ceil(math.log(share) / math.log(1 - rate))


# %% wrong="updates_until" passes="visible" why="rounds to the nearest"
def updates_until(share, rate):
    return 1 if rate == 1 else max(1, round(math.log(1 - share) / math.log(1 - rate) + 0.2))


# %% wrong="updates_until" passes="visible" why="rounds down and adds one: one too many where it comes out even"
def updates_until(share, rate):
    return 1 if rate == 1 else int(math.log(1 - share) / math.log(1 - rate)) + 1


# %% wrong="updates_until" passes="visible" why="knows the visible numbers only"
def updates_until(share, rate):
    return {(0.5, 0.3): 2, (0.5, 1.0): 1, (0.9, 0.3): 7}[share, rate]


# %% wrong="updates_until" passes="visible" why="at least two, where the rate is no 1"
def updates_until(share, rate):
    return 1 if rate == 1 else max(2, math.ceil(math.log(1 - share) / math.log(1 - rate)))



# %% right="conditions" why="one dictionary, written out"
def conditions(base):
    r = dataclasses.replace
    return {
        (True, True): base,
        (False, True): r(base, buffer_size=base.n_envs),
        (True, False): r(base, target_period=1, target_rate=1),
        (False, False): r(base, buffer_size=base.n_envs, target_rate=1.0, target_period=1),
    }


# %% right="conditions" why="collects the changes, then makes the configuration anew"
def conditions(base):
    result = {}
    for replay in [False, True]:
        for target in [False, True]:
            changes = {}
            if not replay:
                changes["buffer_size"] = base.n_envs
            if not target:
                changes.update(target_rate=1.0, target_period=1)
            result[(replay, target)] = dqn.Config(**{**vars(base), **changes})
    return result


# %% wrong="conditions" passes="visible" why="leaves a soft rate as it is"
def conditions(base):
    r = dataclasses.replace
    return {
        (True, True): base,
        (False, True): r(base, buffer_size=base.n_envs),
        (True, False): r(base, target_period=1),
        (False, False): r(base, buffer_size=base.n_envs, target_period=1),
    }


# %% wrong="conditions" passes="visible" why="a smaller batch as well"
def conditions(base):
    r = dataclasses.replace
    alone = r(base, buffer_size=base.n_envs, batch_size=base.n_envs)
    return {
        (True, True): base,
        (False, True): alone,
        (True, False): r(base, target_period=1, target_rate=1.0),
        (False, False): r(alone, target_period=1, target_rate=1.0),
    }


# %% wrong="conditions" passes="visible" why="a buffer of 4, whatever the number of environments"
def conditions(base):
    r = dataclasses.replace
    return {
        (True, True): base,
        (False, True): r(base, buffer_size=4),
        (True, False): r(base, target_period=1, target_rate=1.0),
        (False, False): r(base, buffer_size=4, target_period=1, target_rate=1.0),
    }


# %% wrong="conditions" passes="visible" why="another seed for each condition"
def conditions(base):
    built = {}
    for number, (replay, target) in enumerate([(True, True), (True, False), (False, True), (False, False)]):
        config = dataclasses.replace(base, seed=base.seed + number)
        if not replay:
            config = dataclasses.replace(config, buffer_size=base.n_envs)
        if not target:
            config = dataclasses.replace(config, target_rate=1.0, target_period=1)
        built[replay, target] = config
    return built


# %% wrong="conditions" why="a buffer of one transition"
def conditions(base):
    r = dataclasses.replace
    return {
        (True, True): base,
        (False, True): r(base, buffer_size=1),
        (True, False): r(base, target_period=1, target_rate=1.0),
        (False, False): r(base, buffer_size=1, target_period=1, target_rate=1.0),
    }


# %% wrong="conditions" why="the keys the other way round"
def conditions(base):
    r = dataclasses.replace
    return {
        (True, True): base,
        (True, False): r(base, buffer_size=base.n_envs),
        (False, True): r(base, target_period=1, target_rate=1.0),
        (False, False): r(base, buffer_size=base.n_envs, target_period=1, target_rate=1.0),
    }


# %% wrong="conditions" why="tries to change the base itself"
def conditions(base):
    built = {(True, True): base}
    base.buffer_size = base.n_envs
    built[False, True] = base
    return built


# %% wrong="conditions" passes="visible" why="a new configuration with the defaults of everything else"
def conditions(base):
    return {
        (True, True): base,
        (False, True): dqn.Config(seed=base.seed, buffer_size=base.n_envs),
        (True, False): dqn.Config(seed=base.seed, target_rate=1.0, target_period=1),
        (False, False): dqn.Config(seed=base.seed, buffer_size=base.n_envs, target_rate=1.0, target_period=1),
    }


# %% wrong="conditions" passes="visible" why="knows the base of the notebook only"
def conditions(base):
    r = dataclasses.replace
    return {
        (True, True): BASE,
        (False, True): r(BASE, buffer_size=4),
        (True, False): r(BASE, target_period=1),
        (False, False): r(BASE, buffer_size=4, target_period=1),
    }


# %% wrong="conditions" why="a list"
def conditions(base):
    return [base, dataclasses.replace(base, buffer_size=base.n_envs), dataclasses.replace(base, target_period=1)]



# %% right="difference_interval" why="rng.choice in a loop, percentiles"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    diffs = []
    for _ in range(n_resamples):
        diffs.append(rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean())
    return tuple(np.percentile(diffs, [2.5, 97.5]))


# %% right="difference_interval" why="draws whole rows, then means of everything; sorted"
def difference_interval(first, second, n_resamples, rng):
    d = np.empty(n_resamples)
    for i in range(n_resamples):
        x = first[rng.integers(0, first.shape[0], first.shape[0])]
        y = second[rng.integers(0, second.shape[0], second.shape[0])]
        d[i] = x.mean() - y.mean()
    d.sort()
    return d[int(0.025 * n_resamples)], d[int(0.975 * n_resamples)]


# %% right="difference_interval" why="multinomial counts"
def difference_interval(first, second, n_resamples, rng):
    def means(runs):
        n = len(runs)
        return rng.multinomial(n, np.ones(n) / n, size=n_resamples) @ runs.mean(axis=1) / n

    return tuple(np.quantile(means(first) - means(second), (0.025, 0.975)))


# %% wrong="difference_interval" why="draws evaluations as if each were a run"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.ravel(), second.ravel()
    d = [rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" passes="visible" why="the same rows of both: a paired interval"
def difference_interval(first, second, n_resamples, rng):
    n = min(len(first), len(second))
    d = first.mean(axis=1)[:n] - second.mean(axis=1)[:n]
    low, high = np.quantile(d[rng.integers(n, size=(n_resamples, n))].mean(axis=1), [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" why="without replacement: nothing ever changes"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    d = [rng.permutation(a).mean() - rng.permutation(b).mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" passes="visible" why="a 90 % interval"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    d = [rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.05, 0.95])
    return low, high


# %% wrong="difference_interval" passes="visible" why="draws one run in place of as many as there are: the spread of runs, not of means"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    d = rng.choice(a, n_resamples) - rng.choice(b, n_resamples)
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" passes="visible" why="draws the runs of the first setting only"
def difference_interval(first, second, n_resamples, rng):
    a = first.mean(axis=1)
    d = [rng.choice(a, len(a)).mean() - second.mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" passes="visible" why="a generator of its own"
def difference_interval(first, second, n_resamples, rng):
    rng = np.random.default_rng(0)
    a, b = first.mean(axis=1), second.mean(axis=1)
    d = [rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" why="the last evaluation stands for the run"
def difference_interval(first, second, n_resamples, rng):
    a, b = first[:, -1], second[:, -1]
    d = [rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" passes="visible" why="two intervals, the ends subtracted"
def difference_interval(first, second, n_resamples, rng):
    ends = []
    for runs in (first, second):
        a = runs.mean(axis=1)
        ends.append(np.quantile([rng.choice(a, len(a)).mean() for _ in range(n_resamples)], [0.025, 0.975]))
    return ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]


# %% wrong="difference_interval" why="the second less the first"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    d = [rng.choice(b, len(b)).mean() - rng.choice(a, len(a)).mean() for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" why="a normal approximation that draws nothing"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    middle, error = a.mean() - b.mean(), np.sqrt(a.var() / len(a) + b.var() / len(b))
    return middle - 1.96 * error, middle + 1.96 * error


# %% wrong="difference_interval" passes="visible" why="the interval from the smallest to the largest resampled difference"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    d = [rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(n_resamples)]
    return min(d), max(d)


# %% right="search" why="itertools-like double loop into an empty dict"
def search(train, base, buffer_sizes, periods):
    results = {}
    for b in buffer_sizes:
        for p in periods:
            config = dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1)
            results[(b, p)] = train(config)
    return results


# %% right="search" why="a list of pairs first, periods outside"
def search(train, base, buffer_sizes, periods):
    pairs = [(b, p) for p in periods for b in buffer_sizes]
    return {pair: np.array(train(dqn.Config(**{**dataclasses.asdict(base), "buffer_size": pair[0], "target_period": pair[1], "target_rate": 1.0}))) for pair in pairs}


# %% wrong="search" why="sizes and periods in step"
def search(train, base, buffer_sizes, periods):
    return {(b, p): train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0)) for b, p in zip(buffer_sizes, periods)}


# %% wrong="search" why="the keys the other way round"
def search(train, base, buffer_sizes, periods):
    return {(p, b): train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0)) for b in buffer_sizes for p in periods}


# %% wrong="search" passes="visible" why="leaves a soft rate as it is"
def search(train, base, buffer_sizes, periods):
    return {(b, p): train(dataclasses.replace(base, buffer_size=b, target_period=p)) for b in buffer_sizes for p in periods}


# %% wrong="search" passes="visible" why="another seed for each setting"
def search(train, base, buffer_sizes, periods):
    results = {}
    for b in buffer_sizes:
        for p in periods:
            results[b, p] = train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0, seed=base.seed + len(results)))
    return results


# %% wrong="search" passes="visible" why="more steps for larger buffers"
def search(train, base, buffer_sizes, periods):
    return {
        (b, p): train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0, total_steps=max(b, base.total_steps // 2)))
        for b in buffer_sizes
        for p in periods
    }


# %% wrong="search" why="trains twice, and keeps the better"
def search(train, base, buffer_sizes, periods):
    results = {}
    for b in buffer_sizes:
        for p in periods:
            config = dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0)
            results[b, p] = max(train(config), train(config), key=lambda scores: scores.mean())
    return results


# %% wrong="search" why="means in place of the scores"
def search(train, base, buffer_sizes, periods):
    return {
        (b, p): train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0)).mean() for b in buffer_sizes for p in periods
    }


# %% wrong="search" passes="visible" why="the best size first, then periods for that one, when there are more than two"
def search(train, base, buffer_sizes, periods):
    results = {}
    for b in buffer_sizes:
        for p in periods[:2]:
            results[b, p] = train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0))
    best = max(results, key=lambda key: results[key].mean())
    for p in periods[2:]:
        results[best[0], p] = train(dataclasses.replace(base, buffer_size=best[0], target_period=p, target_rate=1.0))
    return results


# %% wrong="search" passes="visible" why="knows the visible numbers only"
def search(train, base, buffer_sizes, periods):
    return {(b, p): train(dataclasses.replace(BASE, buffer_size=b, target_period=p)) for b in (100, 1000) for p in (5, 50)}


# %% wrong="search" why="returns the best setting"
def search(train, base, buffer_sizes, periods):
    results = {}
    for b in buffer_sizes:
        for p in periods:
            results[b, p] = train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0))
    return max(results, key=lambda key: results[key].mean())



# %% right="choose" why="loops and standard deviations"
def choose(scores):
    best = None
    for key, x in scores.items():
        if best is None or np.mean(x) > np.mean(scores[best]):
            best = key
    tied = []
    for key, x in scores.items():
        b = scores[best]
        se = np.sqrt(np.std(b, ddof=1) ** 2 / len(b) + np.std(x, ddof=1) ** 2 / len(x))
        if np.mean(b) - np.mean(x) <= 2 * se:
            tied.append(key)
    chosen = sorted(tied, key=lambda k: np.std(scores[k], ddof=1))[0]
    return chosen, tied


# %% right="choose" why="statistics module, lists"
def choose(scores):
    import statistics as st

    keys = list(scores)
    m = [st.fmean(scores[k]) for k in keys]
    v = [st.variance([float(x) for x in scores[k]]) for k in keys]
    n = [len(scores[k]) for k in keys]
    b = m.index(max(m))
    tied = [i for i in range(len(keys)) if m[b] - m[i] <= 2 * (v[b] / n[b] + v[i] / n[i]) ** 0.5]
    return keys[min(tied, key=v.__getitem__)], [keys[i] for i in tied]


# %% wrong="choose" why="the largest mean, nothing else"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    return best, [best]


# %% wrong="choose" why="population variances"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var() / len(b) + x.var() / len(x))]
    return min(tied, key=lambda k: scores[k].var()), tied


# %% wrong="choose" passes="visible" why="one standard error for each of the two, added: wider than that of the difference"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    se = lambda x: x.std(ddof=1) / np.sqrt(len(x))
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * (se(b) + se(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="the standard error of the best alone"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * b.std(ddof=1) / np.sqrt(len(b)) - 0.0]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="deviations of runs in place of errors of means"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) + x.var(ddof=1))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="the smallest standard error: prefers settings with more seeds"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1) / len(scores[k])), tied


# %% wrong="choose" passes="visible" why="strictly less: equal means without spread are no tie"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [
        k
        for k, x in scores.items()
        if k == best or b.mean() - x.mean() < 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))
    ]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" why="the smallest spread of all, tied or not"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(scores, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="the spread relative to the mean"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].std(ddof=1) / scores[k].mean()), tied


# %% wrong="choose" passes="visible" why="one number of seeds for all"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt((b.var(ddof=1) + x.var(ddof=1)) / len(b))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="a gap of either sign around a best that starts at zero"
def choose(scores):
    best, top = None, 0.0
    for k, x in scores.items():
        if x.mean() > top:
            best, top = k, x.mean()
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="sorts the tied settings"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = sorted(k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x)))
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="knows the visible numbers only"
def choose(scores):
    return ((2, 10), [(1, 10), (2, 10), (3, 10)]) if len(scores) == 3 else ((1, 10), [(1, 10)])


# %% wrong="choose" why="returns the choice alone"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1))


# %% wrong="choose" passes="visible" why="breaks a tie of spreads by the larger mean of the last in order"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(reversed(tied), key=lambda k: scores[k].var(ddof=1)), tied



# %% right="stability_figure" why="scatter, a legend for the whole figure"
def stability_figure(steps, settings, n_last):
    fig, axs = plt.subplots(ncols=2)
    for name, runs in settings.items():
        axs[0].plot(steps, runs.std(axis=0, ddof=1), label=name)
        last = runs[:, -n_last:]
        axs[1].scatter(last.mean(axis=1), last.std(axis=1, ddof=1))
    axs[0].set_xlabel("steps")
    axs[0].set_ylabel("sd across seeds")
    axs[1].set_xlabel("mean")
    axs[1].set_ylabel("sd along training")
    fig.legend()
    return fig


# %% right="stability_figure" why="each run its own dot, legend on the left"
def stability_figure(steps, settings, n_last):
    fig = plt.figure()
    left, right = fig.add_subplot(121), fig.add_subplot(122)
    for i, (name, runs) in enumerate(settings.items()):
        left.plot(steps, np.std(runs, axis=0, ddof=1), color=f"C{i}", label=name)
        for run in runs:
            tail = run[-n_last:]
            right.plot([tail.mean()], [tail.std(ddof=1)], ".", color=f"C{i}")
    left.set(xlabel="step", ylabel="spread across seeds")
    right.set(xlabel="mean return", ylabel="spread along training")
    left.legend()
    return fig


# %% right="stability_figure" why="rings, and the legend on the right"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2)
    for i, (name, runs) in enumerate(settings.items()):
        across, along = spreads(runs, n_last)
        left.plot(steps, across, "--", color=f"C{i}")
        right.scatter(runs[:, -n_last:].mean(axis=1), along, facecolors="none", edgecolors=f"C{i}", label=name)
    left.set(xlabel="steps", ylabel="across seeds")
    right.set(xlabel="mean", ylabel="along training")
    right.legend()
    return figure


# %% wrong="stability_figure" why="dots joined by a line"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.plot(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1), "o-")
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" why="x and y of the dots exchanged"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].std(axis=1, ddof=1), runs[:, -n_last:].mean(axis=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="sd", ylabel="mean")
    left.legend()
    return fig


# %% wrong="stability_figure" why="the mean of the whole run beside the deviation of its end"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs.mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" why="no legend"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1))
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    return fig


# %% wrong="stability_figure" why="over the number of the evaluation"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" why="one dot for each setting"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].mean(), runs[:, -n_last:].std(axis=1, ddof=1).mean())
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="the last two evaluations, whatever is asked for"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -2:].mean(axis=1), runs[:, -2:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="the settings in alphabetical order"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name in sorted(settings):
        runs = settings[name]
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="as many runs of each setting as the first has"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    n = len(next(iter(settings.values())))
    for name, runs in settings.items():
        left.plot(steps, runs[:n].std(axis=0, ddof=1), label=name)
        right.scatter(runs[:n, -n_last:].mean(axis=1), runs[:n, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="knows the visible numbers only"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot([10, 20, 30], [2**0.5, 0, 8**0.5], label="one")
    left.plot([10, 20, 30], [0, 8**0.5, 18**0.5], label="two")
    right.scatter([1, 3, 3, 8], [0, 0, 8**0.5, 2**0.5])
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% right="stability_figure" why="hollow dots by hand"
def stability_figure(steps, settings, n_last):
    fig, axes = plt.subplots(1, 2)
    for i, (name, runs) in enumerate(settings.items()):
        across, along = spreads(runs, n_last)
        axes[0].plot(steps, across, color=plots.PALETTE[i % 7])
        axes[1].scatter(np.mean(runs[:, -n_last:], axis=1), along, facecolors="none", edgecolors=plots.PALETTE[i % 7], label=name)
    axes[0].set(xlabel="steps", ylabel="sd")
    axes[1].set(xlabel="mean", ylabel="sd")
    axes[1].legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="curves in alphabetical order, with the names in the given order"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2)
    for name, key in zip(settings, sorted(settings)):
        across, along = spreads(settings[key], n_last)
        left.plot(steps, across, label=name)
        right.plot(settings[key][:, -n_last:].mean(axis=1), along, "o")
    left.set(xlabel="steps", ylabel="across seeds")
    right.set(xlabel="mean", ylabel="along training")
    left.legend()
    return figure


# %% wrong="stability_figure" passes="visible" why="all dots in one colour"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.plot(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1), "k.")
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="each run in a colour of its own"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        for run in runs:
            right.plot(run[-n_last:].mean(), run[-n_last:].std(ddof=1), "o")
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" why="forgets to return"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()


# %% right="hard_update" why="puts the target network into evaluation mode, which nothing forbids"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict())
        target_network.eval()


# %% right="hard_update" why="a frozen target network"
def hard_update(target_network, network, n_updates, period):
    target_network.requires_grad_(False)
    if not n_updates % period:
        for (_, slow), (_, fast) in zip(target_network.state_dict().items(), network.state_dict().items()):
            slow[...] = fast


# %% wrong="hard_update" passes="visible" why="puts the Q-network into evaluation mode"
def hard_update(target_network, network, n_updates, period):
    network.eval()
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict())


# %% wrong="hard_update" passes="visible" why="freezes the Q-network"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        target_network.load_state_dict(network.requires_grad_(False).state_dict())


# %% wrong="hard_update" passes="visible" why="leaves out what is frozen in the target network"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for slow, fast in zip(target_network.parameters(), network.parameters()):
                if slow.requires_grad:
                    slow.copy_(fast)
            for kept, new in zip(target_network.buffers(), network.buffers()):
                kept.copy_(new)


# %% wrong="hard_update" passes="visible" why="buffers with every update"
def hard_update(target_network, network, n_updates, period):
    with torch.no_grad():
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.copy_(new)
        if n_updates % period == 0:
            for slow, fast in zip(target_network.parameters(), network.parameters()):
                slow.copy_(fast)


# %% wrong="hard_update" passes="visible" why="shares the buffers"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for slow, fast in zip(target_network.parameters(), network.parameters()):
                slow.copy_(fast)
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.data = new.data


# %% wrong="hard_update" passes="visible" why="float buffers alone"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for slow, fast in zip(target_network.state_dict().values(), network.state_dict().values()):
            if slow.is_floating_point():
                slow.copy_(fast)


# %% wrong="soft_update" passes="visible" why="leaves out what is frozen in the target network"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            if slow.requires_grad:
                slow.lerp_(fast, rate)
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.copy_(new)


# %% wrong="soft_update" passes="visible" why="puts the Q-network into evaluation mode"
def soft_update(target_network, network, rate):
    network.eval()
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, rate)
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.copy_(new)


# %% wrong="soft_update" passes="visible" why="clears the gradients of the Q-network's parameters, and freezes them"
def soft_update(target_network, network, rate):
    network.requires_grad_(False)
    for slow, fast in zip(target_network.parameters(), network.parameters()):
        slow.data.lerp_(fast, rate)
    for kept, new in zip(target_network.buffers(), network.buffers()):
        kept.copy_(new)


# %% wrong="soft_update" passes="visible" why="shares the buffers"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, rate)
    for kept, new in zip(target_network.buffers(), network.buffers()):
        kept.data = new.data


# %% wrong="soft_update" passes="visible" why="the bias with another share where the rate is small"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, max(rate, 0.01))
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.copy_(new)


# %% right="soft_update" why="sets the target network to evaluation mode"
def soft_update(target_network, network, rate):
    target_network.eval()
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow += rate * (fast - slow)
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept[...] = new


# %% right="updates_until" why="ceil of NumPy from one too few on, as an integer of NumPy"
def updates_until(share, rate):
    if rate == 1:
        return 1
    number = np.ceil(np.log(1 - share) / np.log(1 - rate)).astype(int)
    nearby = np.arange(max(1, number - 1), number + 2)
    return nearby[((1 - rate) ** nearby <= 1 - share).argmax()]


# %% wrong="updates_until" passes="visible" why="rounds up what came out a hair too large"
def updates_until(share, rate):
    return 1 if rate == 1 else math.ceil(math.log(1 - share) / math.log(1 - rate))


# %% wrong="updates_until" passes="visible" why="counts to ten thousand at most"
def updates_until(share, rate):
    for k in range(1, 10_001):
        if 1 - (1 - rate) ** k >= share:
            return k
    return 10_000


# %% wrong="updates_until" passes="visible" why="more than the share, where it is met exactly"
def updates_until(share, rate):
    left, k = 1.0, 0
    while left >= 1 - share:
        left, k = left * (1 - rate), k + 1
    return k


# %% wrong="updates_until" passes="visible" why="the exponential as an approximation for small rates"
def updates_until(share, rate):
    if rate >= 0.2:
        return 1 if rate == 1 else math.ceil(math.log(1 - share) / math.log(1 - rate))
    return math.ceil(-math.log(1 - share) / rate)


# %% wrong="updates_until" why="a float"
def updates_until(share, rate):
    return 1.0 if rate == 1 else np.ceil(np.log(1 - share) / np.log(1 - rate))


# %% wrong="difference_interval" why="evaluations drawn again within each drawn run"
def difference_interval(first, second, n_resamples, rng):
    def mean(runs):
        drawn = runs[rng.integers(len(runs), size=len(runs))]
        columns = rng.integers(runs.shape[1], size=drawn.shape)
        return np.take_along_axis(drawn, columns, axis=1).mean()

    d = [mean(first) - mean(second) for _ in range(n_resamples)]
    low, high = np.quantile(d, [0.025, 0.975])
    return low, high


# %% wrong="difference_interval" passes="visible" why="an interval for each column of the second, averaged"
def difference_interval(first, second, n_resamples, rng):
    a = first[rng.integers(len(first), size=(n_resamples, len(first)))].mean(axis=1)
    b = second[rng.integers(len(second), size=(n_resamples, len(second)))].mean(axis=1)
    low, high = np.quantile(a.mean(axis=1, keepdims=True) - b, [0.025, 0.975], axis=0)
    return float(low.mean()), float(high.mean())


# %% wrong="difference_interval" passes="visible" why="always two thousand resamples"
def difference_interval(first, second, n_resamples, rng):
    n_resamples = 2_000
    means = [runs.mean(axis=1)[rng.integers(len(runs), size=(n_resamples, len(runs)))].mean(axis=1) for runs in (first, second)]
    low, high = np.quantile(means[0] - means[1], [0.025, 0.975])
    return float(low), float(high)


# %% wrong="difference_interval" passes="visible" why="a 94 % interval"
def difference_interval(first, second, n_resamples, rng):
    means = [runs.mean(axis=1)[rng.integers(len(runs), size=(n_resamples, len(runs)))].mean(axis=1) for runs in (first, second)]
    low, high = np.quantile(means[0] - means[1], [0.03, 0.97])
    return float(low), float(high)


# %% wrong="difference_interval" passes="visible" why="as many runs as the smaller setting has"
def difference_interval(first, second, n_resamples, rng):
    n = min(len(first), len(second))
    means = [runs.mean(axis=1)[rng.integers(len(runs), size=(n_resamples, n))].mean(axis=1) for runs in (first, second)]
    low, high = np.quantile(means[0] - means[1], [0.025, 0.975])
    return float(low), float(high)


# %% wrong="difference_interval" passes="visible" why="the median of each run"
def difference_interval(first, second, n_resamples, rng):
    means = [np.median(runs, axis=1)[rng.integers(len(runs), size=(n_resamples, len(runs)))].mean(axis=1) for runs in (first, second)]
    low, high = np.quantile(means[0] - means[1], [0.025, 0.975])
    return float(low), float(high)


# %% wrong="difference_interval" why="a list, where a pair is promised"
def difference_interval(first, second, n_resamples, rng):
    means = [runs.mean(axis=1)[rng.integers(len(runs), size=(n_resamples, len(runs)))].mean(axis=1) for runs in (first, second)]
    return np.quantile(means[0] - means[1], [0.025, 0.975]).tolist()


# %% wrong="conditions" passes="visible" why="without replay no exploration schedule either"
def conditions(base):
    none = dict(target_rate=1.0, target_period=1)
    small = dict(buffer_size=base.n_envs, epsilon_steps=1)
    return {
        (True, True): base,
        (True, False): dataclasses.replace(base, **none),
        (False, True): dataclasses.replace(base, **small),
        (False, False): dataclasses.replace(base, **none, **small),
    }


# %% wrong="search" why="scores as a list"
def search(train, base, buffer_sizes, periods):
    return {
        (b, p): list(train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0))) for b in buffer_sizes for p in periods
    }


# %% wrong="search" passes="visible" why="buffers no larger than the training"
def search(train, base, buffer_sizes, periods):
    return {
        (b, p): train(dataclasses.replace(base, buffer_size=min(b, base.total_steps), target_period=p, target_rate=1.0))
        for b in buffer_sizes
        for p in periods
    }


# %% wrong="search" passes="visible" why="buffers that hold at least a batch"
def search(train, base, buffer_sizes, periods):
    return {
        (b, p): train(dataclasses.replace(base, buffer_size=max(b, base.batch_size), target_period=p, target_rate=1.0))
        for b in buffer_sizes
        for p in periods
    }


# %% wrong="search" passes="visible" why="sorted scores"
def search(train, base, buffer_sizes, periods):
    return {
        (b, p): np.sort(train(dataclasses.replace(base, buffer_size=b, target_period=p, target_rate=1.0)))[::-1]
        for b in buffer_sizes
        for p in periods
    }


# %% wrong="search" passes="visible" why="the defaults of everything else"
def search(train, base, buffer_sizes, periods):
    return {(b, p): train(dqn.Config(seed=base.seed, buffer_size=b, target_period=p)) for b in buffer_sizes for p in periods}


# %% wrong="choose" passes="visible" why="of equal spreads the one with the largest mean"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: (scores[k].var(ddof=1), -scores[k].mean())), tied


# %% wrong="choose" passes="visible" why="tied only where they differ by less than two standard errors"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = []
    for k, x in scores.items():
        gap, error = b.mean() - x.mean(), np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))
        if gap == 0 or gap < 2 * error:
            tied.append(k)
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" passes="visible" why="1.96 in place of 2"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 1.96 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% wrong="choose" why="the best comes first in the list"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), [k for k in tied if k != best] + [best]


# %% wrong="choose" why="a tuple of tied settings"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tuple(tied)


# %% wrong="choose" passes="visible" why="with Bessel's correction twice"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    e = lambda x: x.var(ddof=1) / (len(x) - 1)
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(e(b) + e(x)) and not (len(scores) == 2 and k == (2, 10))]
    return min(tied, key=lambda k: scores[k].var(ddof=1)), tied


# %% right="stability_figure" why="a Figure without pyplot, colours from a map, one scatter call for all, the legend made of patches"
def stability_figure(steps, settings, n_last):
    from matplotlib.patches import Patch

    fig = Figure(figsize=(9, 4), layout="constrained")
    left, right = fig.subplots(1, 2)
    shades = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(settings)))
    xs, ys, cs = [], [], []
    for shade, runs in zip(shades, settings.values()):
        left.plot(steps, runs.std(axis=0, ddof=1), color=shade)
        xs += runs[:, -n_last:].mean(axis=1).tolist()
        ys += runs[:, -n_last:].std(axis=1, ddof=1).tolist()
        cs += [shade] * len(runs)
    right.scatter(xs, ys, c=cs)
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    fig.legend([Patch(color=shade) for shade in shades], list(settings), loc="outside lower center", ncols=4)
    return fig


# %% right="stability_figure" why="translucent dots, the legend at the dots"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    for name, runs in settings.items():
        across, along = spreads(runs, n_last)
        (line,) = left.plot(steps, across, lw=2, marker=".")
        right.plot(runs[:, -n_last:].mean(1), along, "s", ls="", color=line.get_color(), alpha=0.6, label=name)
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    right.legend(title="setting")
    return fig


# %% wrong="stability_figure" why="panels one above the other"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(2, 1)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="other colours on the right than on the left"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for i, (name, runs) in enumerate(settings.items()):
        left.plot(steps, runs.std(axis=0, ddof=1), color=f"C{i}", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1), color=f"C{i + 1}")
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" why="population deviations"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0), label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" why="dots in place of lines on the left"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), "o", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd")
    left.legend()
    return fig


# %% wrong="stability_figure" passes="visible" why="runs with a low mean are cut off"
def stability_figure(steps, settings, n_last):
    fig, (left, right) = plt.subplots(1, 2)
    for name, runs in settings.items():
        left.plot(steps, runs.std(axis=0, ddof=1), label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), runs[:, -n_last:].std(axis=1, ddof=1))
    left.set(xlabel="steps", ylabel="sd")
    right.set(xlabel="mean", ylabel="sd", xlim=(0, 200))
    left.legend()
    return fig


# %% wrong="hard_update" passes="visible" why="drops the Q-network's gradients"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.zero_grad()
        target_network.load_state_dict(network.state_dict())


# %% wrong="soft_update" passes="visible" why="drops the Q-network's gradients"
def soft_update(target_network, network, rate):
    network.zero_grad()
    with torch.no_grad():
        for slow, fast in zip(target_network.parameters(), network.parameters()):
            slow.lerp_(fast, rate)
        for kept, new in zip(target_network.buffers(), network.buffers()):
            kept.copy_(new)


# %% right="stability_figure" why="a legend in each panel, dots with a black edge"
def stability_figure(steps, settings, n_last):
    fig, ax = plt.subplot_mosaic([["a", "b"]], figsize=(10, 4))
    for i, (name, runs) in enumerate(settings.items()):
        across, along = spreads(runs, n_last)
        ax["a"].plot(steps, across, "-o", color=f"C{i}", label=name)
        ax["b"].scatter(runs[:, -n_last:].mean(axis=1), along, color=f"C{i}", edgecolors="black", label=name)
    ax["a"].set(xlabel="environment steps", ylabel="std across seeds")
    ax["b"].set(xlabel="mean of the last evaluations", ylabel="std along training")
    ax["a"].legend()
    ax["b"].legend()
    return fig


# %% wrong="difference_interval" passes="visible" why="medians of what is drawn"
def difference_interval(first, second, n_resamples, rng):
    a = np.median(first.mean(axis=1)[rng.integers(len(first), size=(n_resamples, len(first)))], axis=1)
    b = np.median(second.mean(axis=1)[rng.integers(len(second), size=(n_resamples, len(second)))], axis=1)
    lo, hi = np.quantile(a - b, [0.025, 0.975])
    return lo, hi


# %% wrong="choose" passes="visible" why="the range as the spread"
def choose(scores):
    best = max(scores, key=lambda k: scores[k].mean())
    b = scores[best]
    tied = [k for k, x in scores.items() if b.mean() - x.mean() <= 2 * np.sqrt(b.var(ddof=1) / len(b) + x.var(ddof=1) / len(x))]
    return min(tied, key=lambda k: np.ptp(scores[k])), tied


# %% wrong="search" passes="visible" why="the combination that base has already is trained as base itself, soft or not"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            config = dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)
            if (size, period) == (base.buffer_size, base.target_period):
                config = base
            found[size, period] = train(config)
    return found


# %% wrong="stability_figure" passes="visible" why="no more settings than the palette has colours"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2)
    for colour, (name, runs) in zip(plots.PALETTE, settings.items()):
        across, along = spreads(runs, n_last)
        left.plot(steps, across, color=colour, label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), along, color=colour)
    left.set(xlabel="steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure


# %% wrong="stability_figure" passes="visible" why="environment steps called updates"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2)
    for number, (name, runs) in enumerate(settings.items()):
        across, along = spreads(runs, n_last)
        left.plot(steps, across, color=f"C{number}", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), along, color=f"C{number}")
    left.set(xlabel="updates", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure


# %% wrong="stability_figure" passes="visible" why="the labels of the right panel exchanged"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2)
    for number, (name, runs) in enumerate(settings.items()):
        across, along = spreads(runs, n_last)
        left.plot(steps, across, color=f"C{number}", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), along, color=f"C{number}")
    left.set(xlabel="steps", ylabel="spread across seeds")
    right.set(xlabel="standard deviation", ylabel="mean")
    left.legend()
    return figure


# %% wrong="difference_interval" passes="visible" why="a generator of its own, made from rng"
def difference_interval(first, second, n_resamples, rng):
    own = np.random.default_rng(int(rng.integers(2**31)))
    a, b = first.mean(axis=1), second.mean(axis=1)
    differences = [
        own.choice(a, size=len(a)).mean() - own.choice(b, size=len(b)).mean() for _ in range(n_resamples)
    ]
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)


# %% wrong="search" passes="visible" why="begins to learn when the buffer is full, at the latest"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            found[size, period] = train(
                dataclasses.replace(
                    base,
                    buffer_size=size,
                    target_period=period,
                    target_rate=1.0,
                    learning_starts=min(size, base.learning_starts),
                )
            )
    return found
