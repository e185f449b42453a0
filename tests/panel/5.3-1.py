# %% right="hard_update" why="load_state_dict copies into the memory that is there"
def hard_update(
    target_network: nn.Module, network: nn.Module, n_updates: int, period: int
) -> None:
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict())

# %% right="hard_update" why="by hand: parameters, then buffers, copy_ under no_grad, early return"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period != 0:
        return
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.copy_(new)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% right="hard_update" why="by names over the detached views in state_dict, divmod for the period"
def hard_update(target_network, network, n_updates, period):
    _, rest = divmod(n_updates, period)
    if not rest:
        source = network.state_dict()
        for name, tensor in target_network.state_dict().items():
            tensor.copy_(source[name])

# %% right="hard_update" why="module by module, a recursive helper over children, decorated with no_grad"
@torch.no_grad()
def _copy_module(to, source):
    for name, p in source.named_parameters(recurse=False):
        to.get_parameter(name).data.copy_(p.data)
    for name, b in source.named_buffers(recurse=False):
        to.get_buffer(name).copy_(b)
    for a, b in zip(to.children(), source.children(), strict=True):
        _copy_module(a, b)


def hard_update(target_network, network, n_updates, period):
    if n_updates // period * period == n_updates:
        _copy_module(target_network, network)

# %% wrong="hard_update" why="parameters only: its buffers belong to the network too"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
                old.copy_(new)

# %% wrong="hard_update" why="assign=True takes over the tensors themselves: the two must stay independent, copy into the memory that is there"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict(), assign=True)

# %% wrong="hard_update" why="clones are put in place of the target's memory: views of it that others hold stay old"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.data = new.data.clone()
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.data = new.data.clone()

# %% wrong="hard_update" why="the network is set to eval for the copy: its mode must stay as it is"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.eval()
        target_network.load_state_dict(network.state_dict())
        target_network.eval()

# %% wrong="hard_update" why="clears the gradients of the Q-network, which stays as it is: its gradients too"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.zero_grad()
        target_network.load_state_dict(network.state_dict())

# %% wrong="hard_update" why="counts from 0: copies after updates 1, 4, 7 with period 3, instead of multiples"
def hard_update(target_network, network, n_updates, period):
    if (n_updates - 1) % period == 0:
        target_network.load_state_dict(network.state_dict())

# %% wrong="hard_update" why="from the first period on it copies every time: else nothing happens"
def hard_update(target_network, network, n_updates, period):
    if n_updates >= period:
        target_network.load_state_dict(network.state_dict())

# %% wrong="hard_update" why="buffers of whole numbers (the counter of batches) are left out: copy everything"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        source = network.state_dict()
        for name, tensor in target_network.state_dict().items():
            if tensor.is_floating_point():
                tensor.copy_(source[name])

# %% wrong="hard_update" why="frozen parameters are skipped: a copy is of everything that belongs to the network"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
                if new.requires_grad:
                    old.copy_(new)
            for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
                old.copy_(new)

# %% wrong="hard_update" why="vector_to_parameters gives the parameters new memory, and buffers are not copied"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        numbers = nn.utils.parameters_to_vector(network.parameters()).detach().clone()
        nn.utils.vector_to_parameters(numbers, target_network.parameters())
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% right="soft_update" why="lerp_ for parameters, copy_ for buffers, as in the hint"
def soft_update(target_network: nn.Module, network: nn.Module, rate: float) -> None:
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% right="soft_update" why="weighted sum into copy_, dictionaries of names, decorator"
@torch.no_grad()
def soft_update(target_network, network, rate):
    parameters = dict(network.named_parameters())
    for name, p in target_network.named_parameters():
        p.copy_((1 - rate) * p + rate * parameters[name])
    buffers = dict(network.named_buffers())
    for name, b in target_network.named_buffers():
        b.copy_(buffers[name])

# %% right="soft_update" why="mul_ and add_ with alpha on .data, buffers by a loop over modules"
def _buffers_as_they_are(to, source):
    for a, b in zip(to.modules(), source.modules(), strict=True):
        for name, value in b.named_buffers(recurse=False):
            getattr(a, name).copy_(value)


def soft_update(target_network, network, rate):
    for old, new in zip(target_network.parameters(), network.parameters()):
        old.data.mul_(1.0 - rate).add_(new.data, alpha=rate)
    _buffers_as_they_are(target_network, network)

# %% right="soft_update" why="loads a mixed state dictionary: parameters by torch.lerp, the rest as it is"
def soft_update(target_network, network, rate):
    mixed = dict(network.state_dict())
    ours = target_network.state_dict()
    for name, _ in network.named_parameters():
        mixed[name] = torch.lerp(ours[name], mixed[name], rate)
    target_network.load_state_dict(mixed)

# %% wrong="soft_update" why="buffers are left alone: copy each buffer as it is"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)

# %% wrong="soft_update" why="all floating entries of the state dictionary move, running means too: buffers are copied as they are"
def soft_update(target_network, network, rate):
    source = network.state_dict()
    for name, tensor in target_network.state_dict().items():
        if tensor.is_floating_point():
            tensor.lerp_(source[name], rate)
        else:
            tensor.copy_(source[name])

# %% wrong="soft_update" why="frozen parameters are skipped: they move like all others"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            if new.requires_grad:
                old.lerp_(new, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="skips target parameters that need no gradient, as those of a frozen target network: they move like all others"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            if old.requires_grad:
                old.mul_(1 - rate).add_(rate * new)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="new tensors take the place of the target's memory: into the memory that is there"
def soft_update(target_network, network, rate):
    for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
        old.data = (1 - rate) * old.data + rate * new.data
    for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
        old.copy_(new)

# %% wrong="soft_update" why="the weights are swapped: the target keeps the share rate instead of 1 - rate"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.copy_(rate * old + (1 - rate) * new)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="the Q-network's own parameters are scaled by the rate in place: it stays as it is"
def soft_update(target_network, network, rate):
    for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
        old.data.mul_(1 - rate).add_(new.data.mul_(rate))
    for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
        old.copy_(new)

# %% wrong="soft_update" why="buffers become the Q-network's own tensors: independent is demanded"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
    for to, source in zip(target_network.modules(), network.modules(), strict=True):
        for name, value in source.named_buffers(recurse=False):
            setattr(to, name, value)

# %% wrong="soft_update" why="both networks are put into evaluation mode: the Q-network stays as it is"
def soft_update(target_network, network, rate):
    network.eval()
    target_network.eval()
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="clears the gradients of the Q-network, which stays as it is"
def soft_update(target_network, network, rate):
    network.zero_grad()
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% right="updates_until" why="logarithms with log1p, a small correction for rounding, early return for rate 1"
def updates_until(share: float, rate: float) -> int:
    if rate >= 1:
        return 1
    exact = math.log1p(-share) / math.log1p(-rate)
    return max(1, math.ceil(exact - 1e-9))

# %% right="updates_until" why="a loop over what is left, with a tolerance of rounding"
def updates_until(share, rate):
    left, k = 1.0, 0
    while left > (1.0 - share) * (1 + 1e-12):
        left *= 1.0 - rate
        k += 1
    return k

# %% right="updates_until" why="doubling, then bisection on the power (1 - rate) ** k, no logarithm"
def updates_until(share, rate):
    def is_enough(k):
        return (1.0 - rate) ** k <= (1.0 - share) * (1.0 + 1e-11)

    high = 1
    while not is_enough(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle
    return high

# %% right="updates_until" why="a guess by logarithms, put right by whole steps down and up"
def updates_until(share, rate):
    if rate == 1:
        return 1
    left, keep = 1 - share, 1 - rate
    k = max(1, round(math.log1p(-share) / math.log1p(-rate)))
    if k > 1 and keep ** (k - 1) <= left * (1 + 1e-11):
        k -= 1
    if keep**k > left * (1 + 1e-11):
        k += 1
    return k

# %% wrong="updates_until" why="rounds to the nearest number: not the smallest that has gone AT LEAST the share"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return max(1, round(math.log(1 - share) / math.log(1 - rate)))

# %% wrong="updates_until" why="floor plus one: one too many where the share is met exactly (at least, not more than)"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return math.floor(math.log(1 - share) / math.log(1 - rate)) + 1

# %% wrong="updates_until" why="loop goes on while the way is not MORE than the share: at least is enough"
def updates_until(share, rate):
    gone, k = 0.0, 0
    while gone <= share:
        gone += rate * (1 - gone)
        k += 1
    return k

# %% wrong="updates_until" why="np.ceil gives a float: a whole number is promised, an int"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return np.ceil(np.log(1 - share) / np.log(1 - rate))

# %% wrong="updates_until" why="rate 1 is legal, but log(0) fails"
def updates_until(share, rate):
    return math.ceil(math.log(1 - share) / math.log(1 - rate))

# %% wrong="updates_until" why="rate 1 gives 0 updates by the division by minus infinity: one copy is needed"
def updates_until(share, rate):
    with np.errstate(divide="ignore"):
        return int(np.ceil(np.log(1 - share) / np.log(np.float64(1 - rate))))

# %% wrong="updates_until" why="a share of the way to the start, not the remaining way, at each update: share over rate"
def updates_until(share, rate):
    return math.ceil(share / rate)

# %% wrong="updates_until" why="takes 1 - rate for exp(-rate): too many updates at large rates"
def updates_until(share, rate):
    return 1 if rate == 1 else math.ceil(-math.log(1 - share) / rate)

# %% wrong="updates_until" why="gives up after 1000 updates: the smallest number is wrong for small rates"
def updates_until(share, rate):
    for k in range(1, 1000):
        if 1 - (1 - rate) ** k >= share - 1e-12:
            return k
    return 1000

# %% right="conditions" why="a literal dictionary with dataclasses.replace"
def conditions(base: dqn.Config) -> dict[tuple[bool, bool], dqn.Config]:
    no_replay = dataclasses.replace(base, buffer_size=base.n_envs)
    return {
        (True, True): base,
        (False, True): no_replay,
        (True, False): dataclasses.replace(base, target_rate=1.0, target_period=1),
        (False, False): dataclasses.replace(no_replay, target_rate=1.0, target_period=1),
    }

# %% right="conditions" why="two loops and a dictionary of changes, with ** into replace"
def conditions(base):
    built = {}
    for replay in (True, False):
        for target in (True, False):
            changes = {}
            if not replay:
                changes["buffer_size"] = base.n_envs
            if not target:
                changes.update(target_rate=1.0, target_period=1)
            built[replay, target] = dataclasses.replace(base, **changes)
    return built

# %% right="conditions" why="comprehension over itertools.product with conditional expressions"
import itertools


def conditions(base):
    return {
        (replay, target): dataclasses.replace(
            base,
            buffer_size=base.buffer_size if replay else base.n_envs,
            target_rate=base.target_rate if target else 1.0,
            target_period=base.target_period if target else 1,
        )
        for replay, target in itertools.product((False, True), repeat=2)
    }

# %% right="conditions" why="asdict and a new Config, small helper functions"
def _without_replay(config):
    return dqn.Config(**{**vars(config), "buffer_size": config.n_envs})


def _without_target(config):
    return dqn.Config(**{**vars(config), "target_rate": 1.0, "target_period": 1})


def conditions(base):
    both = dataclasses.replace(base)
    return dict(
        [
            ((True, True), both),
            ((True, False), _without_target(both)),
            ((False, True), _without_replay(both)),
            ((False, False), _without_target(_without_replay(both))),
        ]
    )

# %% wrong="conditions" why="only the period becomes 1: from a soft base the target network stays (which two numbers?)"
def conditions(base):
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, buffer_size=base.n_envs),
        (True, False): dataclasses.replace(base, target_period=1),
        (False, False): dataclasses.replace(base, buffer_size=base.n_envs, target_period=1),
    }

# %% wrong="conditions" why="the buffer has room for 4 whatever n_envs is: one vector step, the newest transition of each environment"
def conditions(base):
    off = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, buffer_size=4),
        (True, False): dataclasses.replace(base, **off),
        (False, False): dataclasses.replace(base, buffer_size=4, **off),
    }

# %% wrong="conditions" why="the batch is cut to the buffer: the batch size stays as it is in the base"
def conditions(base):
    small = {"buffer_size": base.n_envs, "batch_size": min(base.batch_size, base.n_envs)}
    off = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, **small),
        (True, False): dataclasses.replace(base, **off),
        (False, False): dataclasses.replace(base, **small, **off),
    }

# %% wrong="conditions" why="uses the global BASE instead of the argument"
def conditions(base):
    off = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): BASE,
        (False, True): dataclasses.replace(BASE, buffer_size=BASE.n_envs),
        (True, False): dataclasses.replace(BASE, **off),
        (False, False): dataclasses.replace(BASE, buffer_size=BASE.n_envs, **off),
    }

# %% wrong="conditions" why="neither is built from the target's condition only: (False, False) keeps the whole buffer"
def conditions(base):
    built = {(True, True): base}
    built[False, True] = dataclasses.replace(base, buffer_size=base.n_envs)
    built[True, False] = dataclasses.replace(base, target_rate=1.0, target_period=1)
    built[False, False] = dataclasses.replace(built[True, False], buffer_size=base.buffer_size)
    return built

# %% wrong="conditions" why="learning_starts falls with the buffer: everything else stays as it is"
def conditions(base):
    off = {"target_rate": 1.0, "target_period": 1}
    small = {"buffer_size": base.n_envs, "learning_starts": min(base.learning_starts, base.n_envs)}
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, **small),
        (True, False): dataclasses.replace(base, **off),
        (False, False): dataclasses.replace(base, **small, **off),
    }

# %% wrong="conditions" why="each condition gets a seed of its own: the seed stays too"
def conditions(base):
    off = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, buffer_size=base.n_envs, seed=base.seed + 1),
        (True, False): dataclasses.replace(base, seed=base.seed + 2, **off),
        (False, False): dataclasses.replace(base, buffer_size=base.n_envs, seed=base.seed + 3, **off),
    }

# %% wrong="conditions" why="(True, True) is forced to hard updates: it is the base itself, also where that is soft"
def conditions(base):
    hard = dataclasses.replace(base, target_rate=1.0)
    return {
        (True, True): hard,
        (False, True): dataclasses.replace(hard, buffer_size=base.n_envs),
        (True, False): dataclasses.replace(hard, target_period=1),
        (False, False): dataclasses.replace(hard, buffer_size=base.n_envs, target_period=1),
    }

# %% wrong="conditions" why="a buffer for one transition: one vector step is one of each environment"
def conditions(base):
    off = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, buffer_size=1),
        (True, False): dataclasses.replace(base, **off),
        (False, False): dataclasses.replace(base, buffer_size=1, **off),
    }

# %% right="difference_interval" why="index arrays for all resamples at once, np.quantile"
def difference_interval(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    n_resamples: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    a, b = first.mean(axis=1), second.mean(axis=1)
    means_a = a[rng.integers(len(a), size=(n_resamples, len(a)))].mean(axis=1)
    means_b = b[rng.integers(len(b), size=(n_resamples, len(b)))].mean(axis=1)
    low, high = np.quantile(means_a - means_b, [0.025, 0.975])
    return float(low), float(high)

# %% right="difference_interval" why="a loop with rng.choice on rows, np.percentile"
def difference_interval(first, second, n_resamples, rng):
    differences = []
    for _ in range(n_resamples):
        drawn = rng.choice(first, size=len(first), replace=True, axis=0)
        others = rng.choice(second, size=len(second), replace=True, axis=0)
        differences.append(drawn.mean() - others.mean())
    return float(np.percentile(differences, 2.5)), float(np.percentile(differences, 97.5))

# %% right="difference_interval" why="multinomial counts of how often each run is drawn, weighted means by a matrix product"
def _resampled_means(runs, n_resamples, rng):
    n = runs.shape[0]
    counts = rng.multinomial(n, np.full(n, 1 / n), size=n_resamples)
    return counts @ runs.mean(axis=1) / n


def difference_interval(first, second, n_resamples, rng):
    spread = _resampled_means(first, n_resamples, rng) - _resampled_means(second, n_resamples, rng)
    ends = np.quantile(spread, (0.025, 0.975))
    return tuple(ends.tolist())

# %% right="difference_interval" why="np.fromiter over a generator, uniform numbers turned into indices"
def difference_interval(first, second, n_resamples, rng):
    def one_mean(scores):
        n = len(scores)
        return scores[(rng.random(n) * n).astype(np.int64)].mean()

    x, y = np.mean(first, axis=1), np.mean(second, axis=1)
    gaps = np.fromiter((one_mean(x) - one_mean(y) for _ in range(n_resamples)), dtype=np.float64)
    return float(np.quantile(gaps, 0.025)), float(np.quantile(gaps, 0.975))

# %% wrong="difference_interval" why="the same indices for both settings: independently from those of b"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    rows = rng.integers(len(a), size=(n_resamples, len(a)))
    differences = a[rows].mean(axis=1) - b[rows % len(b)].mean(axis=1)
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="single evaluations are drawn: what is drawn are runs, whole rows"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.ravel(), second.ravel()
    means_a = rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
    means_b = rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    low, high = np.quantile(means_a - means_b, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="as many of the second are drawn as the first has runs: as many runs as there are, numbers may differ"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    n = len(a)
    differences = (
        rng.choice(a, size=(n_resamples, n)).mean(axis=1)
        - rng.choice(b, size=(n_resamples, n)).mean(axis=1)
    )
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="quantiles 0.05 and 0.95: the middle 95 % is asked for"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    differences = (
        rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
        - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    )
    low, high = np.quantile(differences, [0.05, 0.95])
    return float(low), float(high)

# %% wrong="difference_interval" why="1.96 bootstrap deviations around the difference: quantiles are asked for"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    differences = (
        rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
        - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    )
    middle, deviation = a.mean() - b.mean(), differences.std()
    return float(middle - 1.96 * deviation), float(middle + 1.96 * deviation)

# %% wrong="difference_interval" why="a generator of its own with a fixed seed: rng alone decides what is drawn"
def difference_interval(first, second, n_resamples, rng):
    rng = np.random.default_rng(0)
    a, b = first.mean(axis=1), second.mean(axis=1)
    differences = (
        rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
        - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    )
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="returns an array instead of a pair (a tuple) of floats"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    differences = (
        rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
        - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    )
    return np.quantile(differences, [0.025, 0.975])

# %% wrong="difference_interval" why="quantiles of the two settings' means are subtracted end by end instead of those of the differences"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    means_a = rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
    means_b = rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    low = np.quantile(means_a, 0.025) - np.quantile(means_b, 0.975)
    high = np.quantile(means_a, 0.975) - np.quantile(means_b, 0.025)
    return float(low), float(high)

# %% wrong="difference_interval" why="only the last evaluation of a run counts: the mean of a run is the mean of its row"
def difference_interval(first, second, n_resamples, rng):
    a, b = first[:, -1], second[:, -1]
    differences = (
        rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
        - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    )
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="only the first setting is drawn anew, the second keeps its mean: likewise from those of b"
def difference_interval(first, second, n_resamples, rng):
    a = first.mean(axis=1)
    means = a[rng.integers(len(a), size=(n_resamples, len(a)))].mean(axis=1)
    low, high = np.quantile(means - second.mean(), [0.025, 0.975])
    return float(low), float(high)

# %% right="search" why="two loops and dataclasses.replace with the rate 1"
def search(
    train: Callable[[dqn.Config], NDArray[np.float64]],
    base: dqn.Config,
    buffer_sizes: Sequence[int],
    periods: Sequence[int],
) -> dict[Setting, NDArray[np.float64]]:
    found: dict[Setting, NDArray[np.float64]] = {}
    for size in buffer_sizes:
        for period in periods:
            config = dataclasses.replace(
                base, buffer_size=size, target_period=period, target_rate=1.0
            )
            found[size, period] = train(config)
    return found

# %% right="search" why="comprehension over itertools.product, a hard base first"
import itertools


def search(train, base, buffer_sizes, periods):
    hard = dataclasses.replace(base, target_rate=1.0)
    return {
        (size, period): train(dataclasses.replace(hard, buffer_size=size, target_period=period))
        for size, period in itertools.product(buffer_sizes, periods)
    }

# %% right="search" why="configurations first, then zip with map, periods in the outer loop"
def _config(base, size, period):
    return dataclasses.replace(base, **{"buffer_size": size, "target_rate": 1.0, "target_period": period})


def search(train, base, buffer_sizes, periods):
    keys = [(size, period) for period in periods for size in buffer_sizes]
    configs = (_config(base, *key) for key in keys)
    return dict(zip(keys, map(train, configs), strict=True))

# %% wrong="search" why="the rate of the base stays: hard updates are meant, also where the base is soft"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(dataclasses.replace(base, buffer_size=size, target_period=period))
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="keys are (period, buffer size): the size comes first"
def search(train, base, buffer_sizes, periods):
    return {
        (period, size): train(
            dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)
        )
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="zip pairs the two lists: every combination is asked for"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(
            dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)
        )
        for size, period in zip(buffer_sizes, periods)
    }

# %% wrong="search" why="only the mean is kept: returns the scores of the runs, one for each seed"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            scores = train(
                dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)
            )
            found[size, period] = np.array([scores.mean()])
    return found

# %% wrong="search" why="another seed for each combination: everything else stays, the seed too"
def search(train, base, buffer_sizes, periods):
    found, number = {}, 0
    for size in buffer_sizes:
        for period in periods:
            found[size, period] = train(
                dataclasses.replace(
                    base,
                    seed=base.seed + number,
                    buffer_size=size,
                    target_period=period,
                    target_rate=1.0,
                )
            )
            number += 1
    return found

# %% wrong="search" why="the batch is cut to the buffer: everything but the two numbers stays as in base"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(
            dataclasses.replace(
                base,
                buffer_size=size,
                target_period=period,
                target_rate=1.0,
                batch_size=min(base.batch_size, size),
            )
        )
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="sorts the scores: the scores come back as they came, one for each seed in order"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): np.sort(
            train(dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0))
        )[::-1]
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="starts from BASE instead of base: everything else stays as in the argument"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            found[size, period] = train(
                dataclasses.replace(BASE, buffer_size=size, target_period=period, target_rate=1.0)
            )
    return found

# %% wrong="search" why="the combination that the base has already is trained as base itself and so may be soft, and first of all: hard updates are meant"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            if (size, period) == (base.buffer_size, base.target_period):
                found[size, period] = train(base)
            else:
                found[size, period] = train(
                    dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)
                )
    return found

# %% right="choose" why="loops over a dictionary, step by step as the rule says"
def choose(
    scores: Mapping[Setting, NDArray[np.float64]],
) -> tuple[Setting, list[Setting]]:
    best = max(scores, key=lambda setting: scores[setting].mean())
    tied = []
    for setting, values in scores.items():
        gap = scores[best].mean() - values.mean()
        error = math.sqrt(
            scores[best].var(ddof=1) / len(scores[best]) + values.var(ddof=1) / len(values)
        )
        if gap <= 2 * error:
            tied.append(setting)
    return min(tied, key=lambda setting: scores[setting].std(ddof=1)), tied

# %% right="choose" why="arrays of means and variances, argmax and a boolean mask"
def choose(scores):
    settings = list(scores)
    means = np.array([scores[s].mean() for s in settings])
    variances = np.array([scores[s].var(ddof=1) for s in settings])
    squared_errors = variances / np.array([len(scores[s]) for s in settings])
    b = int(means.argmax())
    is_tied = means[b] - means <= 2 * np.sqrt(squared_errors[b] + squared_errors)
    is_tied[b] = True
    chosen = np.where(is_tied, variances, np.inf).argmin()
    return settings[chosen], [s for s, t in zip(settings, is_tied) if t]

# %% right="choose" why="a small class for mean, variance and standard error with NumPy sums written out"
class _Summary:
    def __init__(self, values):
        self.n = len(values)
        self.mean = sum(map(float, values)) / self.n
        self.variance = sum((float(v) - self.mean) ** 2 for v in values) / (self.n - 1)

    def is_tied_with(self, best):
        return best.mean - self.mean <= 2 * (best.variance / best.n + self.variance / self.n) ** 0.5


def choose(scores):
    summaries = {key: _Summary(values) for key, values in scores.items()}
    best = None
    for summary in summaries.values():
        if best is None or summary.mean > best.mean:
            best = summary
    tied = [key for key, summary in summaries.items() if summary.is_tied_with(best)]
    chosen = tied[0]
    for key in tied[1:]:
        if summaries[key].variance < summaries[chosen].variance:
            chosen = key
    return chosen, tied

# %% wrong="choose" why="divides by n: the sample variance divides by n - 1"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    tied = [
        s
        for s, x in scores.items()
        if scores[b].mean() - x.mean()
        <= 2 * math.sqrt(scores[b].var() / len(scores[b]) + x.var() / len(x))
    ]
    return min(tied, key=lambda s: scores[s].std()), tied

# %% wrong="choose" why="strictly less: no more than two standard errors includes exactly two"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    tied = [
        s
        for s, x in scores.items()
        if s == b
        or scores[b].mean() - x.mean()
        < 2 * math.sqrt(scores[b].var(ddof=1) / len(scores[b]) + x.var(ddof=1) / len(x))
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="the smallest standard error s over root n instead of the smallest s: differs with unequal numbers of runs"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())

    def square(s):
        return scores[s].var(ddof=1) / len(scores[s])

    tied = [
        s for s in scores
        if scores[b].mean() - scores[s].mean() <= 2 * math.sqrt(square(b) + square(s))
    ]
    return min(tied, key=square), tied

# %% wrong="choose" why="one n for both: each variance is divided by its own number of runs"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    n = len(scores[b])
    tied = [
        s
        for s, x in scores.items()
        if scores[b].mean() - x.mean() <= 2 * math.sqrt((scores[b].var(ddof=1) + x.var(ddof=1)) / n)
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="tied settings sorted by their keys: in the order that they are given"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    tied = sorted(
        s
        for s, x in scores.items()
        if scores[b].mean() - x.mean()
        <= 2 * math.sqrt(scores[b].var(ddof=1) / len(scores[b]) + x.var(ddof=1) / len(x))
    )
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="tied settings in the order of their means: in the order that they are given"
def choose(scores):
    order = sorted(scores, key=lambda s: -scores[s].mean())
    b = order[0]
    tied = [
        s
        for s in order
        if scores[b].mean() - scores[s].mean()
        <= 2 * math.sqrt(scores[b].var(ddof=1) / len(scores[b]) + scores[s].var(ddof=1) / len(scores[s]))
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="equal spreads are decided by the larger mean instead of the first in order"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    tied = [
        s
        for s, x in scores.items()
        if scores[b].mean() - x.mean()
        <= 2 * math.sqrt(scores[b].var(ddof=1) / len(scores[b]) + x.var(ddof=1) / len(x))
    ]
    return min(tied, key=lambda s: (scores[s].std(ddof=1), -scores[s].mean())), tied

# %% wrong="choose" why="standard deviations added instead of variances under the root: two standard errors of the difference"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())

    def error(s):
        return scores[s].std(ddof=1) / math.sqrt(len(scores[s]))

    tied = [s for s in scores if scores[b].mean() - scores[s].mean() <= 2 * (error(b) + error(s))]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="overlap of each setting's own interval with the best mean: the spread of the best is left out of the difference"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    tied = [
        s
        for s, x in scores.items()
        if s == b or scores[b].mean() - x.mean() <= 2 * x.std(ddof=1) / math.sqrt(len(x))
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="the smallest spread relative to the mean is chosen instead of the smallest s"
def choose(scores):
    b = max(scores, key=lambda s: scores[s].mean())
    tied = [
        s
        for s, x in scores.items()
        if scores[b].mean() - x.mean()
        <= 2 * math.sqrt(scores[b].var(ddof=1) / len(scores[b]) + x.var(ddof=1) / len(x))
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1) / scores[s].mean()), tied

# %% right="stability_figure" why="subplots, plot with o and no line, colours by number, legend at the lines"
def stability_figure(
    steps: NDArray[np.int64], settings: Mapping[str, NDArray[np.float64]], n_last: int
) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    colours = plt.get_cmap("turbo")(np.linspace(0.05, 0.95, max(len(settings), 1)))
    for colour, (name, runs) in zip(colours, settings.items(), strict=True):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=colour, label=name)
        right.plot(
            runs[:, -n_last:].mean(axis=1), restless, "o", linestyle="none", color=colour
        )
    left.set(xlabel="environment steps", ylabel="standard deviation across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="standard deviation along training")
    left.legend()
    return figure

# %% right="stability_figure" why="bare Figure, scatter in the line's colour, own statistics, legend at the dots"
def stability_figure(steps, settings, n_last):
    figure = Figure(figsize=(9, 4), layout="tight")
    left = figure.add_subplot(1, 2, 1)
    right = figure.add_subplot(1, 2, 2)
    for k, (name, runs) in enumerate(settings.items()):
        colour = plt.cm.hsv(k / len(settings))
        left.plot(steps, np.std(runs, axis=0, ddof=1), color=colour)
        last = runs[:, runs.shape[1] - n_last :]
        right.scatter(last.mean(axis=1), last.std(axis=1, ddof=1), color=[colour], label=name)
    left.set_xlabel("environment steps")
    left.set_ylabel("spread across seeds")
    left.set_title("across seeds")
    right.set_xlabel("mean return")
    right.set_ylabel("restlessness")
    right.set_title("along training")
    right.legend(loc="best")
    return figure

# %% right="stability_figure" why="one legend for the whole figure, a loop for each panel, dots drawn one by one"
def stability_figure(steps, settings, n_last):
    fig, axs = plt.subplots(ncols=2, figsize=(10, 4), layout="constrained")
    names = list(settings)
    colour_of = {name: plt.get_cmap("nipy_spectral")((i + 0.5) / len(names)) for i, name in enumerate(names)}
    lines = []
    for name in names:
        across, _ = spreads(settings[name], n_last)
        lines += axs[0].plot(steps, across, "-", color=colour_of[name])
    for name in names:
        for run in settings[name]:
            tail = run[-n_last:]
            axs[1].plot([tail.mean()], [tail.std(ddof=1)], marker=".", ls="", color=colour_of[name])
    axs[0].set(title="Across seeds", xlabel="Environment steps", ylabel="Spread of returns")
    axs[1].set(title="Along training", xlabel="Mean return", ylabel="Spread of returns of a run")
    fig.legend(lines, names, loc="outside lower center", ncols=3)
    return fig

# %% right="stability_figure" why="legend by proxies in the right panel, colours C0, C1 and so on while they last, else a map"
from matplotlib.lines import Line2D


def _colours(n):
    if n <= 10:
        return list(plt.get_cmap("tab10").colors[:n])
    return [plt.get_cmap("gist_rainbow")(i / n) for i in range(n)]


def stability_figure(steps, settings, n_last):
    figure = plt.figure(figsize=(9, 3.5))
    left, right = figure.subplots(1, 2)
    proxies = []
    for colour, name in zip(_colours(len(settings)), settings):
        runs = np.asarray(settings[name])
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, c=colour, lw=1.5, label=name)
        right.scatter(runs[:, -n_last:].mean(1), restless, s=20, color=colour)
        proxies.append(Line2D([], [], color=colour, label=name))
    left.set(xlabel="steps of the environments", ylabel="deviation over runs")
    right.set(xlabel="level (mean return)", ylabel="deviation along training")
    left.legend(handles=proxies)
    figure.tight_layout()
    return figure

# %% wrong="stability_figure" why="dots are joined by lines: runs have no order"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.plot(runs[:, -n_last:].mean(axis=1), restless, marker="o", color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="mean over all evaluations of a run: the mean of the same n_last evaluations"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.scatter(runs.mean(axis=1), restless, color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="x and y of the dots are swapped: restlessness is y"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.scatter(restless, runs[:, -n_last:].mean(axis=1), color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="spread along training", ylabel="mean")
    left.legend()
    return figure

# %% wrong="stability_figure" why="each run's dot takes the next colour of the cycle: one colour for a setting's line and all of its dots"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for name, runs in settings.items():
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, label=name)
        for x, y in zip(runs[:, -n_last:].mean(axis=1), restless):
            right.plot(x, y, "o")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="all dots are black: each setting has one colour for its line and for all of its dots"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for name, runs in settings.items():
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color="black")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="settings in alphabetical order: in the order that they are given"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, name in enumerate(sorted(settings)):
        runs = settings[name]
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="one dot for each setting (mean restlessness): one dot for each run"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.scatter([runs[:, -n_last:].mean()], [restless.mean()], color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="zip with the palette ends when the palette does: further settings get no line at all"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for colour, (name, runs) in zip(plots.PALETTE, settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=colour, label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=colour)
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="population deviations (divided by n) for the dots: sample standard deviations"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        last = runs[:, -n_last:]
        left.plot(steps, runs.std(axis=0, ddof=1), color=f"C{i}", label=name)
        right.scatter(last.mean(axis=1), last.std(axis=1), color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="the right panel has no labels: label all axes"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=f"C{i}")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set_title("restlessness over mean")
    left.legend()
    return figure

# %% wrong="stability_figure" why="labels without a call of legend: show the names of the settings in a legend"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for i, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=f"C{i}", label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=f"C{i}", label=name)
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    return figure
